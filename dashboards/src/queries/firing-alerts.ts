import { createRules } from '@tokentoll/alerts'
import type { BoardContext } from '../board-context.ts'
import { select } from './select.ts'

/** Alerts of this bundle that fire: by name, and by prefix, since two bundles have the same names. */
export function firingAlerts(context: BoardContext): string {
  const rules = createRules(context.options).groups.flatMap((group) => group.rules)
  const names = new Set(rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])))
  return select(context, 'ALERTS', [
    `alertname=~"${[...names].join('|')}"`,
    'alertstate="firing"',
    `metrics_prefix="${context.options.prefix}"`,
  ])
}
