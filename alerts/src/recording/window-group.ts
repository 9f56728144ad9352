import { cost } from '@tokentoll/core/semconv'
import type { RuleGroup } from '../output/rule-file.ts'
import { totalWindow } from '../promql/total-window.ts'
import type { RuleContext } from '../rules-context.ts'

/**
 * The last hour of each tenant, and what is compared with its past: cost per request and cache-read share.
 *
 * Amounts come from ledger totals, and from process counters where no ledger publishes or where it is behind; never from
 * both at once.
 */
export function windowGroup({ names, options, series }: RuleContext): RuleGroup {
  const guard = names.on()
  const madeCalls = `sum ${names.by()} (sum_over_time(${series.exactRequests('tenantId')}[15m]))`
  // The newest call is remembered for a week: a publisher that went away makes the ledger stale as well.
  const age = `time() - last_over_time(${series.ledgerNewest()}[7d])`
  // For two hours after a ledger stood still: what its spool books at once is not the spend of an hour.
  const behind = `count_over_time(${series.ledgerStale()}[2h]) > 5`
  const hour = (total: string, counted: string): string =>
    `((${totalWindow(total, '1h', guard)}) unless ${guard} ${behind}) or (sum_over_time(${counted}[1h]) unless ${guard} (last_over_time(${total}[1h] offset 1h) unless ${guard} ${behind}))`
  const tokens = (type: string): string => {
    const recorded = series.exactTokens('tenantId', 'tokenType')
    return `sum ${names.by('tenantId')} (sum_over_time(${recorded}{${names.label('tokenType')}="${type}"}[1h]))`
  }
  return {
    name: `${names.metric(cost)}-windows`,
    interval: '1m',
    rules: [
      { record: series.rulesLoaded(), expr: 'vector(1)' },
      {
        record: series.ledgerStale(),
        expr: `${age} > ${options.thresholds.ledgerStaleSeconds} and ${guard} ${madeCalls} > 0`,
      },
      {
        record: series.hourCost('tenantId'),
        expr: hour(series.ledgerTotal('tenantId'), series.exactCost('tenantId')),
      },
      {
        record: series.hourRequests('tenantId'),
        expr: hour(series.ledgerRequests('tenantId'), series.exactRequests('tenantId')),
      },
      {
        record: series.hourCostPerRequest('tenantId'),
        expr: `${series.hourCost('tenantId')} / (${series.hourRequests('tenantId')} > 0)`,
      },
      {
        // Six hours that end a minute ago, as those of the exact deltas do.
        record: series.booked6h(),
        expr: `sum ${names.by()} (${totalWindow(series.ledgerTotal('provider'), '6h', guard, '1m')})`,
      },
      {
        // Counters that are lost altogether count nothing: beside a ledger that is a difference, too.
        record: series.counted6h(),
        expr: `sum ${names.by()} (sum_over_time(${series.exactCost('provider')}[6h])) or ${series.booked6h()} * 0`,
      },
      {
        // Some providers leave zeros out: input without a word of the cache was not read from it.
        record: series.hourCacheRatio('tenantId'),
        expr: `(${tokens('cache_read')} or ${tokens('input')} * 0) / (${tokens('input')} > 0)`,
      },
    ],
  }
}
