import type { HrTime } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import type {
  CollectionResult,
  MetricData,
  MetricProducer,
  ResourceMetrics,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics'
import { costRetired } from '@tokentoll/core/semconv'
import { epochMs, hrTime } from '../series/hr-time.ts'
import type { DeltaConverter } from './delta.ts'
import { createTroubleWarning } from '../warning.ts'
import { checkPrefix } from './prefix.ts'
import { toMetricData } from './metric-data.ts'
import type { MetricFamily, MetricSource } from './metric-source.ts'
import { createReadSources } from './read-sources.ts'

/** Options of `createPublisher`. */
export interface PublisherOptions {
  readonly sources: readonly MetricSource[]
  readonly prefix: string | undefined
  readonly clock: () => number
  readonly warn: (message: string, cause?: unknown) => void
  /** Given: counters and histograms leave as deltas. */
  readonly delta: DeltaConverter | undefined
}

/** A metric producer that is told what became of its collections. */
export interface Publisher extends MetricProducer {
  add(source: MetricSource): void
  /**
   * A collection is being sent; the last one, unless it is given. Call the result when all of it has arrived:
   * only then are its newborn series known to the other side.
   */
  sending(collection?: Pick<ResourceMetrics, 'scopeMetrics'>): () => void
}

/** By how much the clock may be set back before that is worth a warning. */
const longestStandstillMs = 60_000

export function createPublisher(options: PublisherOptions): Publisher {
  const { sources, clock, warn, delta } = options
  const prefix = checkPrefix(options.prefix)
  const all = [...sources]
  const trouble = createTroubleWarning(warn)
  const readSources = createReadSources(warn)
  const arrived = new Map<MetricSource, number>()
  let pending: Pending | undefined
  // An export may begin when the next collection has been made already.
  const pendingOf = new WeakMap<ScopeMetrics, Pending>()
  let last = clock()

  // Points of a series must move forward even when the clock does not.
  function nextTime(): HrTime {
    const now = clock()
    const aheadMs = last - now
    if (aheadMs < longestStandstillMs) trouble.ended('clock')
    else {
      trouble.began(
        'clock',
        `the clock was set back by ${Math.round(aheadMs / 1000)} s: counters stand still in the stores until it is past that again, or the process is started anew`,
      )
    }
    last = Math.max(now, last + 1)
    return hrTime(last)
  }

  const publisher: Publisher = {
    add: (source) => void all.push(source),
    async collect(): Promise<CollectionResult> {
      const time = nextTime()
      const { readings, errors } = await readSources(all, (source) => ({
        reader: publisher,
        time,
        // A delta needs no zero before it.
        since: delta === undefined ? arrived.get(source) : Infinity,
      }))
      const marks = new Map(readings.map(({ source, collected }) => [source, collected.mark]))
      const asItIs: MetricData[] = []
      const asDelta: MetricData[] = []
      for (const family of readings.flatMap(({ collected }) => collected.families)) {
        if (family.points.length === 0) continue
        // Deltas have been counted: what is kept of series that left would count them again.
        if (delta !== undefined && family.metric === costRetired) continue
        const convertible = delta !== undefined && family.kind !== 'gauge' && !isSharedTotal(family)
        ;(convertible ? asDelta : asItIs).push(toMetricData(family, prefix))
      }
      // While older deltas are sent again, nothing of this collection leaves: it is not what may be delivered.
      if (delta?.isUndecided() !== true) pending = { timeMs: epochMs(time), marks }
      const metrics = delta === undefined ? asItIs : [...asItIs, ...delta.next(asDelta)]
      const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: '@tokentoll/otel' }, metrics }]
      for (const scope of scopeMetrics) if (pending !== undefined) pendingOf.set(scope, pending)
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [...errors] }
    },
    sending(collection) {
      const ours = collection?.scopeMetrics.find((scope) => pendingOf.has(scope))
      const sent = ours === undefined ? pending : pendingOf.get(ours)
      return () => {
        for (const [source, mark] of sent?.marks ?? []) {
          arrived.set(source, mark)
          source.delivered?.(publisher, sent!.timeMs)
        }
      }
    },
  }
  return publisher
}

interface Pending {
  readonly timeMs: number
  readonly marks: ReadonlyMap<MetricSource, number>
}

function isSharedTotal(family: MetricFamily): boolean {
  return family.kind === 'sum' && family.isSharedTotal === true
}
