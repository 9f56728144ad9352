import type { HrTime } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import type { CollectionResult, MetricData, MetricProducer } from '@opentelemetry/sdk-metrics'
import { epochMs, hrTime } from '../series/hr-time.ts'
import type { DeltaConverter } from './delta.ts'
import { createTroubleWarning } from '../warning.ts'
import { toMetricData } from './metric-data.ts'
import type { MetricFamily, MetricSource } from './metric-source.ts'

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
   * What was collected last is being sent. Call the result when all of it has arrived: only then are its
   * newborn series known to the other side.
   */
  sending(): () => void
}

export function createPublisher({ sources, prefix, clock, warn, delta }: PublisherOptions): Publisher {
  const all = [...sources]
  const trouble = createTroubleWarning(warn)
  const arrived = new Map<MetricSource, number>()
  let pending: { readonly timeMs: number; readonly marks: ReadonlyMap<MetricSource, number> } | undefined
  let last = clock()

  // Points of a series must move forward even when the clock does not.
  function nextTime(): HrTime {
    last = Math.max(clock(), last + 1)
    return hrTime(last)
  }

  async function readAll(time: HrTime, marks: Map<MetricSource, number>, errors: unknown[]) {
    const families: MetricFamily[] = []
    for (const source of all) {
      // A delta needs no zero before it.
      const since = delta === undefined ? arrived.get(source) : Infinity
      try {
        const collected = await source.collect({ reader: publisher, time, since })
        marks.set(source, collected.mark)
        families.push(...collected.families)
        trouble.ended(source)
      } catch (error) {
        errors.push(error)
        trouble.began(source, `a metric source could not be read: ${String(error)}`, error)
      }
    }
    return families.filter((family) => family.points.length > 0)
  }

  const publisher: Publisher = {
    add: (source) => void all.push(source),
    async collect(): Promise<CollectionResult> {
      const time = nextTime()
      const marks = new Map<MetricSource, number>()
      const errors: unknown[] = []
      const families = await readAll(time, marks, errors)
      const asItIs: MetricData[] = []
      const asDelta: MetricData[] = []
      for (const family of families) {
        const convertible = delta !== undefined && family.kind !== 'gauge' && !isSharedTotal(family)
        ;(convertible ? asDelta : asItIs).push(toMetricData(family, prefix))
      }
      // While older deltas are sent again, nothing of this collection leaves: it is not what may be delivered.
      if (delta?.isUndecided() !== true) pending = { timeMs: epochMs(time), marks }
      const metrics = delta === undefined ? asItIs : [...asItIs, ...delta.next(asDelta)]
      const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: '@tokentoll/otel' }, metrics }]
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors }
    },
    sending() {
      const sent = pending
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

function isSharedTotal(family: MetricFamily): boolean {
  return family.kind === 'sum' && family.isSharedTotal === true
}
