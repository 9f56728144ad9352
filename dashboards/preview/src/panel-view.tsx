import { LoadingState, type FieldConfigOptionsRegistry, type TimeRange } from '@grafana/data'
import { PanelChrome, useTheme2 } from '@grafana/ui'
import { useEffect, useState, type JSX } from 'react'
import type { PanelQuery } from '../../src/grafana/panel-queries.ts'
import type { Panel } from './dashboard.ts'
import { linkInterpolation } from './links.ts'
import { panelData, type PanelData } from './panel-data.ts'
import { PanelContent } from './panels.tsx'

/** Reports a finished panel, for tests and pictures. */
export type OnDrawn = (panel: Panel, data: PanelData) => void

/** A panel with its frame: asks for its data, then draws it. */
export function PanelView(props: {
  readonly panel: Panel
  readonly queries: readonly PanelQuery[]
  readonly range: TimeRange
  readonly timeZone: string
  readonly address: URLSearchParams
  readonly registry: FieldConfigOptionsRegistry
  readonly width: number
  readonly height: number
  readonly onDrawn: OnDrawn
}): JSX.Element {
  const { panel, queries, range, timeZone, address, registry, width, height, onDrawn } = props
  const theme = useTheme2()
  const replace = linkInterpolation(address)
  const [data, setData] = useState<PanelData>()

  useEffect(() => {
    let current = true
    void panelData(panel, queries, range, { registry, theme, replace, timeZone }).then((answer) => {
      if (!current) return
      setData(answer)
      onDrawn(panel, answer)
    })
    return () => void (current = false)
    // The queries hold range and variables.
  }, [JSON.stringify(queries)])

  return (
    <PanelChrome
      title={panel.title}
      description={panel.description}
      width={width}
      height={height}
      loadingState={data === undefined ? LoadingState.Loading : LoadingState.Done}
      statusMessage={data?.errors.join('\n') || undefined}
    >
      {(innerWidth, innerHeight) =>
        data === undefined ? (
          <></>
        ) : (
          <PanelContent
            panel={panel}
            frames={data.empty ? [] : data.frames}
            width={innerWidth}
            height={innerHeight}
            range={range}
            timeZone={timeZone}
            theme={theme}
            replace={replace}
          />
        )
      }
    </PanelChrome>
  )
}
