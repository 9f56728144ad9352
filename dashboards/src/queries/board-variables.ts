import type { LabelName } from '@tokentoll/alerts'
import { cost, ledgerCost, type MetricDefinition } from '@tokentoll/core/semconv'
import type { BoardContext } from '../board-context.ts'
import type { Variable } from '../kit/variables.ts'

const TITLES: Readonly<Partial<Record<LabelName, string>>> = {
  tenantId: 'Tenant',
  provider: 'Provider',
  model: 'Model',
  task: 'Task',
}

/** A variable over the values that a label has in the ledger or in the process counters. */
export function labelVariable(
  { names }: BoardContext,
  label: LabelName,
  choice: 'one' | 'several',
): Variable {
  return {
    name: label,
    label: TITLES[label] ?? label,
    values: names.label(label),
    metric: `{__name__=~"${names.metric(cost)}|${names.metric(ledgerCost)}"}`,
    multi: choice === 'several',
  }
}

/** One variable for each label that tells ledgers apart. */
export function groupVariables({ options, names }: BoardContext, metric: MetricDefinition): Variable[] {
  return options.groupLabels.map((label) => ({
    name: label,
    label,
    values: label,
    metric: names.metric(metric),
    multi: true,
  }))
}
