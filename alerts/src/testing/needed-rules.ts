import type { AlertRule, RecordingRule, RuleFile } from '../output/rule-file.ts'
import type { Scenario } from './scenario.ts'

/**
 * The rules that a scenario depends on: promtool evaluates every rule of a file at every step, and a rule that nothing
 * asks for can neither fire nor be noticed to be wrong.
 */
export function neededRules(rules: RuleFile, scenario: Scenario): ReadonlySet<AlertRule | RecordingRule> {
  const asked = new Set((scenario.alerts ?? []).map((check) => check.alert))
  const all = rules.groups.flatMap((group) => group.rules)
  const needed = new Set<AlertRule | RecordingRule>(
    all.filter((rule) => 'alert' in rule && asked.has(rule.alert)),
  )
  const read = new Set(
    [...needed]
      .map((rule) => rule.expr)
      .concat((scenario.queries ?? []).map((query) => query.expr))
      .flatMap(seriesIn),
  )
  // A rule that is added reads series of its own.
  for (let before = -1; before !== needed.size;) {
    before = needed.size
    for (const rule of all) {
      if ('alert' in rule || needed.has(rule) || !read.has(rule.record)) continue
      needed.add(rule)
      for (const series of seriesIn(rule.expr)) read.add(series)
    }
  }
  return needed
}

/** Names in an expression that a recording rule could have: they have colons. */
function seriesIn(expr: string): readonly string[] {
  return expr.match(/\w+:[\w:]+/g) ?? []
}
