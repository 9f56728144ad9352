import { priceCatalogAge } from '@tokentoll/core/semconv'
import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'

/** Figures that are less than they should be: estimated, unattributed, lost, folded, or priced from an old list. */
export function qualityAlerts(context: RuleContext): readonly AlertRule[] {
  return [
    notExactlyPriced(context),
    unattributed(context),
    recordsDropped(context),
    catalogStale(context),
    overflow(context),
  ]
}

function notExactlyPriced(context: RuleContext): AlertRule {
  const { options, names, series } = context
  const { notExactRatio: ratio, notExactFloor: floor } = options.thresholds
  const calls = series.exactRequests('tenantId', 'pricing', 'outcome')
  const by = names.by('tenantId')
  // A call that failed has nothing to be priced: an outage of the provider is no gap in the catalogue.
  const answered = `${names.label('outcome')}!~"refused|error"`
  const inexact = `sum ${by} (sum_over_time(${calls}{${answered}, ${names.label('pricing')}=~"estimated|unpriced"}[1h]))`
  return alertRule(context, {
    alert: 'LLMNotExactlyPriced',
    expr: `${inexact} / sum ${by} (sum_over_time(${calls}{${answered}}[1h])) > ${ratio} and ${inexact} > ${floor}`,
    for: '15m',
    severity: 'warning',
    summary: `{{ $value | humanizePercentage }} of the calls of tenant {{ $labels.${names.label('tenantId')} }} have no exact price`,
    description: `More than ${ratio * 100} % (and more than ${floor} calls) of the last hour were estimated or not priced at all.`,
    dashboard: 'health',
  })
}

/** A missing user is often meant; a missing tenant or task leaves spend that nobody owns. */
function unattributed(context: RuleContext): AlertRule {
  const { options, names, series } = context
  const { unattributedRatio: ratio, requestsFloor } = options.thresholds
  const field = names.label('field')
  const missing = `sum_over_time(${series.exactMissing('field')}{${field}=~"tenantId|task"}[1h])`
  const all = `sum ${names.by()} (sum_over_time(${series.exactRequests('tenantId')}[1h]))`
  return alertRule(context, {
    alert: 'LLMCallsUnattributed',
    expr: `${missing} / ${names.on()} group_left () (${all} > ${requestsFloor}) > ${ratio}`,
    for: '15m',
    severity: 'warning',
    summary: `{{ $value | humanizePercentage }} of the calls have no {{ $labels.${field} }}`,
    description: `More than ${ratio * 100} % of the calls of the last hour cannot be charged to anybody.`,
    dashboard: 'health',
  })
}

function recordsDropped(context: RuleContext): AlertRule {
  const { names, series } = context
  return alertRule(context, {
    alert: 'LLMRecordsDropped',
    expr: `sum_over_time(${series.exactDropped('sink')}[15m]) > 0`,
    severity: 'critical',
    summary: `{{ $value | printf "%.0f" }} records were dropped by the sink {{ $labels.${names.label('sink')} }}`,
    description:
      'Calls were made that this sink could neither take nor spool: its totals are too low from now on.',
    dashboard: 'health',
  })
}

function catalogStale(context: RuleContext): AlertRule {
  const { options, names } = context
  const limit = options.thresholds.catalogMaxAgeSeconds
  return alertRule(context, {
    alert: 'LLMPriceCatalogStale',
    expr: `max ${names.by()} (${names.metric(priceCatalogAge)}) > ${limit}`,
    for: '1h',
    severity: 'info',
    summary: 'The price catalogue is {{ $value | humanizeDuration }} old',
    description: `Prices were last checked more than ${Math.round(limit / 86_400)} days ago. New models are estimated until it is updated.`,
    dashboard: 'health',
  })
}

function overflow(context: RuleContext): AlertRule {
  const { names, series } = context
  return alertRule(context, {
    alert: 'LLMSeriesOverflow',
    expr: `sum_over_time(${series.exactOverflow('metric', 'dimension')}[15m]) > 0`,
    severity: 'warning',
    summary: `Values of {{ $labels.${names.label('dimension')} }} are folded into __other__ on {{ $labels.${names.label('metric')} }}`,
    description:
      'A series limit was reached. Sums stay exact and the ledger has every value, but the split in metrics is lost.',
    dashboard: 'health',
  })
}
