import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  transformDataFrame,
  type DataFrame,
  type FieldConfigOptionsRegistry,
  type GrafanaTheme2,
  type InterpolateFunction,
  type TimeRange,
} from '@grafana/data'
import { firstValueFrom } from 'rxjs'
import type { PanelQuery } from '../../src/grafana/panel-queries.ts'
import type { Panel } from './dashboard.ts'
import { runQuery } from './prometheus.ts'

/** What a panel draws, and what went wrong. */
export interface PanelData {
  readonly frames: DataFrame[]
  readonly empty: boolean
  readonly errors: readonly string[]
}

/** Asks, transforms and applies the field configuration, with Grafana's own functions. */
export async function panelData(
  panel: Panel,
  queries: readonly PanelQuery[],
  range: TimeRange,
  tools: {
    registry: FieldConfigOptionsRegistry
    theme: GrafanaTheme2
    replace: InterpolateFunction
    timeZone: string
  },
): Promise<PanelData> {
  const errors: string[] = []
  const answers = await Promise.all(
    queries.map(async (query) => {
      const format = panel.targets?.find(({ refId }) => refId === query.refId)?.format ?? 'time_series'
      try {
        return await runQuery(query, format, range.from.valueOf(), range.to.valueOf())
      } catch (error) {
        errors.push(`${query.refId}: ${error instanceof Error ? error.message : String(error)}`)
        return []
      }
    }),
  )
  const answered = answers.flat()
  const named =
    panel.type === 'table' && answered.length === 1
      ? answered.map((frame) => withPlainValue(frame))
      : answered
  const transformed = await firstValueFrom(transformDataFrame(panel.transformations ?? [], named))
  const frames = applyFieldOverrides({
    data: transformed,
    fieldConfig: panel.fieldConfig ?? { defaults: {}, overrides: [] },
    fieldConfigRegistry: tools.registry,
    replaceVariables: tools.replace,
    theme: tools.theme,
    timeZone: tools.timeZone,
  })
  cacheFieldDisplayNames(frames)
  return { frames, empty: !frames.some((frame) => frame.length > 0), errors }
}

/** Grafana numbers values only where there are several. */
function withPlainValue(frame: DataFrame): DataFrame {
  return {
    ...frame,
    fields: frame.fields.map((field) =>
      field.name.startsWith('Value #') ? { ...field, name: 'Value' } : field,
    ),
  }
}
