import { randomUUID } from 'node:crypto'
import { checkPrefix } from '../publish/prefix.ts'
import type { MetricFamily, MetricSource } from '../publish/metric-source.ts'
import { createReadSources } from '../publish/read-sources.ts'
import { hrTime } from '../series/hr-time.ts'
import { createTimeSlice } from '../series/time-slice.ts'
import { familyLines, type TextFormat } from './text-format.ts'

/** Options of `createScrape`. */
export interface ScrapeOptions {
  readonly sources: readonly MetricSource[]
  readonly prefix: string | undefined
  readonly clock: () => number
  /** Called when a source begins to fail. */
  readonly warn: (message: string, cause?: unknown) => void
}

/** Text for one scrape after the other. */
export interface Scrape {
  /** Pieces of the text, in order; rests between them, so that a long text does not hold the event loop. */
  text(format: TextFormat): AsyncGenerator<string>
}

const pieceLength = 64 * 1024

export function createScrape(options: ScrapeOptions): Scrape {
  const { sources, clock, warn } = options
  const prefix = checkPrefix(options.prefix)
  const readSources = createReadSources(warn)
  // A scraper keeps `instance` across restarts: without a label of its own a restarted counter would go on
  // under the old series, and every exact query would lose money.
  const instance = `service_instance_id="${randomUUID()}"`
  let last = clock()

  return {
    async *text(format) {
      last = Math.max(clock(), last + 1)
      const timeMs = last
      const reader = sources
      const slice = createTimeSlice()
      let piece = ''
      // No zero points: one scrape has one sample a series, and `_created` says when it was zero.
      const collection = { reader, time: hrTime(timeMs), since: Infinity }
      const { readings } = await readSources(sources, () => collection)
      for (const family of mergedByName(readings.flatMap(({ collected }) => collected.families))) {
        for (const line of familyLines(family, { format, prefix, instance })) {
          piece += line
          if (piece.length < pieceLength) continue
          yield piece
          piece = ''
          if (slice.isOver()) await slice.rest()
        }
      }
      yield format === 'openmetrics' ? `${piece}# EOF\n` : piece
      for (const { source } of readings) source.delivered?.(reader, timeMs)
    },
  }
}

// Two sources may count the same thing, each under labels of its own; a page announces a metric once.
function mergedByName(families: readonly MetricFamily[]): Iterable<MetricFamily> {
  const byName = new Map<string, MetricFamily>()
  for (const family of families) {
    const { name } = family.metric
    const before = byName.get(name)
    byName.set(
      name,
      before === undefined
        ? family
        : ({ ...before, points: [...before.points, ...family.points] } as MetricFamily),
    )
  }
  return byName.values()
}
