import { parseArgs } from 'node:util'
import type { AlertRule, RecordingRule, RuleFile } from './src/output/rule-file.ts'
import { allScenarios } from './src/scenarios/all-scenarios.ts'
import { allRules } from './src/testing/all-rules.ts'
import { isEquivalent } from './src/testing/equivalent-mutants.ts'
import { mutants, type Mutant } from './src/testing/mutants.ts'
import { neededRules } from './src/testing/needed-rules.ts'
import { runScenarios } from './src/testing/run-scenario.ts'
import type { Scenario } from './src/testing/scenario.ts'

// Plants one mistake at a time in each rule and asks whether the scenarios notice. Takes minutes; run it after a change
// of rules or scenarios:
// node --conditions=@tokentoll/source alerts/mutate.ts [--only part-of-a-rule-name] [--part 1/4]

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, part: { type: 'string', default: '1/1' } },
})
const [part = 1, parts = 1] = values.part.split('/').map(Number)
const rules = allRules()
const every = Object.values(allScenarios).flat()
const costMs = new Map<Scenario, number>()

interface Place {
  readonly group: number
  readonly rule: number
}

const places = rules.groups
  .flatMap((group, groupIndex) => group.rules.map((_, ruleIndex) => ({ group: groupIndex, rule: ruleIndex })))
  .filter((place) => nameOf(ruleAt(place)).includes(values.only))
  .filter((_, index) => index % parts === part - 1)

let caught = 0
let equivalent = 0
const survivors: string[] = []
for (const place of places) {
  const rule = ruleAt(place)
  const name = nameOf(rule)
  const planted = mutants(rule)
  let here = 0
  let same = 0
  const survived: string[] = []
  for (const mutant of planted) {
    if (isEquivalent(name, mutant.mistake)) same += 1
    else if (await noticed(place, mutant)) here += 1
    else survived.push(mutant.mistake)
  }
  console.log(`| ${name} | ${planted.length} | ${here} | ${same} | ${survived.length} |`)
  for (const mistake of survived) console.log(`  survived: ${mistake}`)
  caught += here
  equivalent += same
  survivors.push(...survived.map((mistake) => `${name}: ${mistake}`))
}
console.log(
  `${caught} of ${caught + equivalent + survivors.length} planted mistakes caught, ${equivalent} change nothing, ${survivors.length} survived`,
)
process.exitCode = survivors.length === 0 ? 0 : 1

/** Plays the scenarios that could notice, the quick ones first, until one does. */
async function noticed(place: Place, mutant: Mutant): Promise<boolean> {
  const mutated = withMutant(place, mutant)
  const rule = mutated.groups[place.group]?.rules[place.rule]
  if (rule === undefined) throw new Error('the mutant has no place')
  const able = every
    .filter((scenario) => neededRules(mutated, scenario).has(rule))
    .toSorted((a, b) => (costMs.get(a) ?? 0) - (costMs.get(b) ?? 0))
  for (const scenario of able) {
    const started = performance.now()
    const trouble = await runScenarios(mutated, [scenario])
    costMs.set(scenario, performance.now() - started)
    if (trouble !== '') return true
  }
  return false
}

function ruleAt(place: Place): AlertRule | RecordingRule {
  const rule = rules.groups[place.group]?.rules[place.rule]
  if (rule === undefined) throw new Error('there is no such rule')
  return rule
}

function nameOf(rule: AlertRule | RecordingRule): string {
  return 'alert' in rule ? `${rule.alert} (${rule.labels['severity']})` : rule.record
}

function withMutant(place: Place, { expr, for: pending }: Mutant): RuleFile {
  return {
    groups: rules.groups.map((group, groupIndex) => ({
      ...group,
      rules: group.rules.map((rule, ruleIndex) => {
        if (groupIndex !== place.group || ruleIndex !== place.rule) return rule
        if (!('alert' in rule)) return { ...rule, expr }
        const { for: _, ...rest } = rule
        return { ...rest, expr, ...(pending === undefined ? {} : { for: pending }) }
      }),
    })),
  }
}
