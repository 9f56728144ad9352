import { TokentollError, type BudgetReader, type BudgetState, type SpendReader } from '@tokentoll/core'
import { ledgerCost, seriesLimit, seriesOverflow } from '@tokentoll/core/semconv'
import type { UserLabel } from '../metrics/options.ts'
import type { MetricSource } from '../publish/metric-source.ts'
import { createPointCollector } from '../publish/points.ts'
import { createBirths } from '../series/births.ts'
import { createCountTable } from '../series/count-table.ts'
import { epochMs } from '../series/hr-time.ts'
import { createPseudonym } from '../series/pseudonym.ts'
import { emitWarning } from '../warning.ts'
import { budgetFamilies } from './budget-families.ts'
import { readLedger, type LedgerReading } from './read-ledger.ts'
import { createPastReader } from './read-past.ts'
import { createRefresh } from './refresh.ts'

/** Options of `createLedgerMetrics`. */
export interface LedgerMetricsOptions {
  /** The ledger. Left out: only budgets are published. */
  readonly reader?: SpendReader
  readonly budgets?: BudgetReader
  /**
   * Least time between two readings; default 30,000 ms, and ten times as long as a reading takes. Readings happen
   * when metrics are collected. What was spent before this UTC month is read at every tenth interval only.
   */
  readonly intervalMs?: number
  /** How long a collection waits for a reading before it publishes the one before; default 2,000 ms. */
  readonly waitMs?: number
  /**
   * Most groups of tenant, task, provider and model, nine tenths of them under their own names, and most budgets
   * (the fullest); default 10,000.
   */
  readonly maxGroups?: number
  /** Names of users in metrics. Left out: no user is published. */
  readonly users?: UserLabel
  /** Named users per tenant (of all tenants at most `maxGroups`), and fullest user and conversation budgets; default 10. */
  readonly topUsers?: number
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
  /** Called once per outage; default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/** What was spent before this month is read at every tenth reading. */
const pastIntervals = 10
const limitLabels = { metric: ledgerCost.name, dimension: 'series' }
/** A reading that takes longer is given up. */
const leastHungMs = 60_000

/**
 * Publishes what the ledger holds: running totals, periods, users, and the state of budgets. Every replica
 * publishes the same totals, and a restart changes nothing: take `max by` your labels before any sum. While
 * the ledger cannot be read, the last totals stand; the gauges of a day or month that is over do not.
 *
 * @throws TokentollError `invalid_option` when there is nothing to read.
 */
export function createLedgerMetrics(options: LedgerMetricsOptions): MetricSource {
  const { reader, budgets, users, clock = Date.now, onWarning: warn = emitWarning } = options
  const { intervalMs = 30_000, waitMs = 2000, maxGroups = 10_000, topUsers = 10 } = options
  if (reader === undefined && budgets === undefined) throw nothingToRead()
  const userLabel = labelOf(users)
  const births = createBirths(clock())
  const overflow = createCountTable(seriesOverflow.labels, births)

  const past = reader && createPastReader(reader, pastIntervals * intervalMs)

  const spend = createRefresh<LedgerReading>({
    name: 'the ledger',
    intervalMs,
    waitMs,
    hungAfterMs: Math.max(intervalMs, leastHungMs),
    clock,
    warn,
    ...(reader === undefined || past === undefined
      ? {}
      : {
          async read() {
            const reading = await readLedger({ reader, past, maxGroups, topUsers, userLabel }, clock())
            if (reading.folded > 0) overflow.add(reading.folded, ledgerCost.name, 'series')
            return reading
          },
        }),
  })
  const states = createRefresh<readonly BudgetState[]>({
    name: 'the budgets',
    intervalMs,
    waitMs,
    hungAfterMs: Math.max(intervalMs, leastHungMs),
    clock,
    warn,
    ...(budgets === undefined ? {} : { read: () => budgets.budgets() }),
  })

  return {
    async collect({ time, since }) {
      const [reading, budgetStates] = await Promise.all([spend.latest(), states.latest()])
      // After the reading: what it folded belongs to this collection.
      const mark = births.advance(epochMs(time))
      const points = createPointCollector(time, since, mark)
      const families = [
        ...(reading?.families(time, clock()) ?? []),
        ...budgetFamilies(budgetStates ?? [], time, { fullest: topUsers, most: maxGroups, userLabel }),
        points.counters(seriesOverflow, overflow.cells()),
        points.gauge(seriesLimit, reading === undefined ? [] : [[limitLabels, maxGroups]]),
      ]
      return { families: families.filter((family) => family.points.length > 0), mark }
    },
  }
}

function labelOf(users: UserLabel | undefined): ((userId: string) => string) | undefined {
  if (users === undefined) return undefined
  return users === 'not-personal-data' ? (userId) => userId : createPseudonym(users.pseudonymKey)
}

function nothingToRead(): TokentollError {
  return new TokentollError({
    code: 'invalid_option',
    problem: 'There is neither a ledger nor a set of budgets to publish',
    remedy: 'Give reader, budgets, or both',
    field: 'reader',
    value: undefined,
  })
}
