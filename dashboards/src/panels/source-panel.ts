import { cost, ledgerPeriodCost } from '@tokentoll/core/semconv'
import type { BoardContext } from '../board-context.ts'
import type { SizedPanel } from '../kit/panel.ts'
import { statPanel } from '../kit/stat-panel.ts'
import { equal, select } from '../queries/select.ts'

/**
 * Says in one word what the money on this dashboard is made of, so that a figure from process counters is never taken
 * for one of the ledger, and a Prometheus without our rules is not taken for a month without spend.
 */
export function sourcePanel(context: BoardContext, size: { width: number; height: number }): SizedPanel {
  const { names, options, series } = context
  const noRules = `absent(${series.rulesLoaded()}) * 3`
  const noLedger = `absent(${select(context, names.metric(ledgerPeriodCost), [equal(context, 'period', 'month')])})`
  const nothing = `${noLedger} * ${names.on()} absent(${select(context, names.metric(cost))}) * 2`
  return statPanel({
    ...size,
    title: 'Money is from',
    description:
      'Ledger: totals as booked, exact. Process counters: no ledger publishes, figures cover the time range of the dashboard. ' +
      `Rules are missing: load ${options.uidPrefix}.rules.yaml into Prometheus, without it trends stay empty.`,
    unit: 'none',
    queries: [{ expr: `${noRules} or ${nothing} or ${noLedger} or vector(0)`, instant: true }],
    words: [
      { value: 0, text: 'Ledger', color: 'green' },
      { value: 1, text: 'Process counters', color: 'orange' },
      { value: 2, text: 'No metrics yet', color: 'gray' },
      { value: 3, text: 'Rules are missing', color: 'red' },
    ],
  })
}
