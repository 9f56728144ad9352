import { createRules } from './src/create-rules.ts'
import type { AlertRule, RecordingRule, RuleFile } from './src/output/rule-file.ts'
import { allScenarios } from './src/scenarios/all-scenarios.ts'
import { mutants, type Mutant } from './src/testing/mutants.ts'
import { divergenceScenarios } from './src/scenarios/pipeline.ts'
import { recordingScenarios } from './src/scenarios/recording.ts'
import { highTenantCostScenarios, spendSpikeScenarios } from './src/scenarios/spend.ts'
import { runScenarios } from './src/testing/run-scenario.ts'
import type { Scenario } from './src/testing/scenario.ts'

// Plants one mistake at a time in each rule and asks whether the scenarios notice. Takes minutes; run it after a change
// of rules or scenarios: node --conditions=@tokentoll/source alerts/mutate.ts [part of a rule's name]

const wanted = process.argv[2] ?? ''
const rules = createRules()
let caught = 0
const survivors: string[] = []

for (const [groupIndex, group] of rules.groups.entries()) {
  for (const [ruleIndex, rule] of group.rules.entries()) {
    const name = 'alert' in rule ? rule.alert : rule.record
    if (!name.includes(wanted)) continue
    const planted = mutants(rule)
    const survived: string[] = []
    for (const mutant of planted) {
      if (await noticed(withMutant(groupIndex, ruleIndex, mutant), rule)) caught += 1
      else survived.push(mutant.mistake)
    }
    console.log(`${name}: ${planted.length - survived.length} of ${planted.length} caught`)
    for (const mistake of survived) {
      console.log(`  survived: ${mistake}`)
      survivors.push(`${name}: ${mistake}`)
    }
  }
}
console.log(`${caught} of ${caught + survivors.length} planted mistakes caught`)

/** Recorded series are asked for by scenarios of their own, and by alerts that stand and fall with them. */
const forRecording = [recordingScenarios, highTenantCostScenarios, spendSpikeScenarios, divergenceScenarios]

/** Plays the scenarios that could notice, one group at a time, until one does. */
async function noticed(mutated: RuleFile, rule: AlertRule | RecordingRule): Promise<boolean> {
  for (const scenarios of 'alert' in rule ? Object.values(allScenarios) : forRecording) {
    const relevant = scenarios.filter((scenario) =>
      'alert' in rule ? asksAbout(scenario, rule.alert) : mayNotice(scenario, rule.record),
    )
    if (relevant.length > 0 && (await runScenarios(mutated, relevant)) !== '') return true
  }
  return false
}

/** A scenario that does not ask about a recorded series, or about one made from it, cannot notice. */
function mayNotice(scenario: Scenario, record: string): boolean {
  const metric = record.split(':')[1] ?? ''
  if (record.includes('window') || record.includes('counted')) return true
  return (scenario.queries ?? []).some(({ expr }) => expr.includes(metric) || /window1h/.test(expr))
}

function asksAbout(scenario: Scenario, alert: string): boolean {
  return (scenario.alerts ?? []).some((check) => check.alert === alert)
}

function withMutant(groupIndex: number, ruleIndex: number, mutant: Mutant): RuleFile {
  return {
    groups: rules.groups.map((group, index) =>
      index === groupIndex
        ? {
            ...group,
            rules: group.rules.map((rule, position) =>
              position === ruleIndex
                ? { ...rule, expr: mutant.expr, ...('alert' in rule ? { for: mutant.for } : {}) }
                : rule,
            ),
          }
        : group,
    ),
  }
}
