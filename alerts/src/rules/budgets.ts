import { budgetLimit, budgetUsed } from '@tokentoll/core/semconv'
import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'

/** A budget is nearly used: after five minutes, so that a budget that goes straight past its limit is reported once. */
export function budgetNearlyUsed(context: RuleContext): AlertRule {
  const { options } = context
  const ratio = options.thresholds.budgetNearlyUsedRatio
  return alertRule(context, {
    alert: 'LLMBudgetNearlyUsed',
    expr: `${usedRatio(context)} >= ${ratio} < 1`,
    for: '5m',
    severity: 'warning',
    summary: `${budgetName(context)} is used to {{ $value | humanizePercentage }}`,
    description: `Calls are refused at 100 % where the budget is a hard one. The warning comes at ${ratio * 100} %.`,
    dashboard: 'tenant',
    variables: ['tenantId'],
  })
}

/** A budget is used up: at once. */
export function budgetExceeded(context: RuleContext): AlertRule {
  return alertRule(context, {
    alert: 'LLMBudgetExceeded',
    expr: `${usedRatio(context)} >= 1`,
    severity: 'critical',
    summary: `${budgetName(context)} is used up ({{ $value | humanizePercentage }})`,
    description:
      'A hard budget now refuses calls until its period ends or its limit is raised; a soft one goes on.',
    dashboard: 'tenant',
    variables: ['tenantId'],
  })
}

function usedRatio({ names }: RuleContext): string {
  const by = names.by('budget', 'scope', 'tenantId', 'period')
  return `max ${by} (${names.metric(budgetUsed)}) / max ${by} (${names.metric(budgetLimit)})`
}

function budgetName({ names }: RuleContext): string {
  const label = names.label('tenantId')
  return `Budget {{ $labels.${names.label('budget')} }}{{ with $labels.${label} }} of tenant {{ . }}{{ end }}`
}
