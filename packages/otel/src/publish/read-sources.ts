import { createTroubleWarning } from '../warning.ts'
import type { Collected, Collection, MetricSource } from './metric-source.ts'

/** What the sources had that could be read, and why the others could not. */
export interface SourceReadings {
  readonly readings: readonly { readonly source: MetricSource; readonly collected: Collected }[]
  readonly errors: readonly unknown[]
}

/** Reads sources, each with a collection of its own. */
export type ReadSources = (
  sources: readonly MetricSource[],
  collectionOf: (source: MetricSource) => Collection,
) => Promise<SourceReadings>

/** Makes a reader of sources. One that fails is left out and named once per outage; the others are published. */
export function createReadSources(warn: (message: string, cause?: unknown) => void): ReadSources {
  const trouble = createTroubleWarning(warn)
  return async (sources, collectionOf) => {
    const readings: { source: MetricSource; collected: Collected }[] = []
    const errors: unknown[] = []
    for (const source of sources) {
      try {
        readings.push({ source, collected: await source.collect(collectionOf(source)) })
        trouble.ended(source)
      } catch (error) {
        errors.push(error)
        trouble.began(source, `a metric source could not be read: ${String(error)}`, error)
      }
    }
    return { readings, errors }
  }
}
