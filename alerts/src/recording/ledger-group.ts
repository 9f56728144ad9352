import { ledgerCost, ledgerLastEvent, ledgerPeriodCost, ledgerRequests } from '@tokentoll/core/semconv'
import type { LabelName } from '../options/labels.ts'
import type { RecordingRule, RuleGroup } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'

const KEY = ['tenantId', 'task', 'provider', 'model'] as const satisfies readonly LabelName[]

/** Ledger totals at the few levels that dashboards read over a month, each replica's copy counted once. */
export function ledgerGroup({ names, series }: RuleContext): RuleGroup {
  const once = (metric: string, key: readonly LabelName[]): string => `max ${names.by(...key)} (${metric})`
  const sum = (level: readonly LabelName[], inner: string): string => `sum ${names.by(...level)} (${inner})`
  const total = (...level: LabelName[]): RecordingRule => ({
    record: series.ledgerTotal(...level),
    expr: sum(level, once(names.metric(ledgerCost), KEY)),
  })
  const requests = (...level: LabelName[]): RecordingRule => ({
    record: series.ledgerRequests(...level),
    expr: sum(level, once(names.metric(ledgerRequests), KEY)),
  })
  const period = (...level: LabelName[]): RecordingRule => ({
    record: series.ledgerPeriod(...level),
    expr: sum(level, once(names.metric(ledgerPeriodCost), [...KEY, 'period'])),
  })
  return {
    name: `${names.metric(ledgerCost)}-totals`,
    interval: '1m',
    rules: [
      { record: series.ledgerNewest(), expr: `max ${names.by()} (${names.metric(ledgerLastEvent)})` },
      total('tenantId', 'task'),
      total('tenantId', 'provider', 'model'),
      {
        record: series.ledgerTotal('tenantId'),
        expr: sum(['tenantId'], series.ledgerTotal('tenantId', 'task')),
      },
      {
        record: series.ledgerTotal('provider', 'model'),
        expr: sum(['provider', 'model'], series.ledgerTotal('tenantId', 'provider', 'model')),
      },
      {
        record: series.ledgerTotal('provider'),
        expr: sum(['provider'], series.ledgerTotal('provider', 'model')),
      },
      requests('tenantId', 'provider', 'model'),
      {
        record: series.ledgerRequests('tenantId'),
        expr: sum(['tenantId'], series.ledgerRequests('tenantId', 'provider', 'model')),
      },
      period('tenantId', 'task', 'period'),
      {
        record: series.ledgerPeriod('tenantId', 'period'),
        expr: sum(['tenantId', 'period'], series.ledgerPeriod('tenantId', 'task', 'period')),
      },
      period('provider', 'model', 'period'),
      {
        record: series.ledgerPeriod('provider', 'period'),
        expr: sum(['provider', 'period'], series.ledgerPeriod('provider', 'model', 'period')),
      },
    ],
  }
}
