import type { DurationSeries } from './call-series.ts'
import type { DimensionLabels } from './series-table.ts'

/** The duration series by provider, model and task. */
export interface DurationTable {
  of(labels: DimensionLabels): DurationSeries
  keepOnly(used: ReadonlySet<DurationSeries>): void
}

export function createDurationTable(): DurationTable {
  const table = new Map<string, DurationSeries>()
  return {
    of({ provider, model, task }) {
      const key = `${provider}\u0000${model}\u0000${task}`
      let series = table.get(key)
      if (series === undefined) {
        const labels = {
          ...(provider === undefined ? {} : { provider }),
          ...(model === undefined ? {} : { model }),
          ...(task === undefined ? {} : { task }),
        }
        table.set(key, (series = { labels, cells: [] }))
      }
      return series
    },
    keepOnly(used) {
      for (const [key, series] of table) if (!used.has(series)) table.delete(key)
    },
  }
}
