import { cost } from '@tokentoll/core/semconv'
import type { RuleGroup } from '../output/rule-file.ts'
import { totalWindow } from '../promql/total-window.ts'
import type { RuleContext } from '../rules-context.ts'

/** Spend of the last hour: from ledger totals, and from process counters where no ledger publishes. */
export function windowGroup({ names, series }: RuleContext): RuleGroup {
  const guard = names.on()
  const total = series.ledgerTotal('tenantId')
  const booked = totalWindow(total, '1h', guard)
  const counted = `sum_over_time(${series.exactCost('tenantId')}[1h])`
  return {
    name: `${names.metric(cost)}-windows`,
    interval: '1m',
    rules: [
      { record: series.rulesLoaded(), expr: 'vector(1)' },
      {
        record: series.hourCost('tenantId'),
        expr: `(${booked}) or (${counted} unless ${guard} last_over_time(${total}[1h] offset 1h))`,
      },
    ],
  }
}
