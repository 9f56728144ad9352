import {
  FieldType,
  getFieldDisplayValues,
  renderTextPanelMarkdown,
  VizOrientation,
  type DataFrame,
  type FieldDisplay,
  type GrafanaTheme2,
  type InterpolateFunction,
  type ReduceDataOptions,
  type TimeRange,
} from '@grafana/data'
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  type VizLegendOptions,
} from '@grafana/schema'
import {
  BarGauge,
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  TimeSeries,
} from '@grafana/ui'
import { TableNG } from '@grafana/ui/unstable'
import type { JSX } from 'react'
import type { Panel } from './dashboard.ts'

/** What every kind of panel is drawn with. */
export interface PanelProps {
  readonly panel: Panel
  readonly frames: DataFrame[]
  readonly width: number
  readonly height: number
  readonly range: TimeRange
  readonly timeZone: string
  readonly theme: GrafanaTheme2
  readonly replace: InterpolateFunction
}

/** The panel's content, by its kind. */
export function PanelContent(props: PanelProps): JSX.Element {
  switch (props.panel.type) {
    case 'stat':
      return <Stat {...props} />
    case 'bargauge':
      return <Bars {...props} />
    case 'timeseries':
      return <Series {...props} />
    case 'table':
      return <Table {...props} />
    default:
      return <Text {...props} />
  }
}

function displayValues({ panel, frames, theme, replace, timeZone }: PanelProps): FieldDisplay[] {
  return getFieldDisplayValues({
    fieldConfig: panel.fieldConfig ?? { defaults: {}, overrides: [] },
    reduceOptions: panel.options?.['reduceOptions'] as ReduceDataOptions,
    replaceVariables: replace,
    theme,
    data: frames,
    timeZone,
  })
}

function Stat(props: PanelProps): JSX.Element {
  const [value] = displayValues(props)
  if (value === undefined || props.frames.length === 0) return <NoValue {...props} />
  return (
    <BigValue
      width={props.width}
      height={props.height}
      value={value.display}
      theme={props.theme}
      colorMode={BigValueColorMode.Value}
      graphMode={BigValueGraphMode.None}
      textMode={BigValueTextMode.Value}
    />
  )
}

function NoValue({ panel, theme }: PanelProps): JSX.Element {
  const text = panel.fieldConfig?.defaults.noValue ?? 'No data'
  return (
    <div
      style={{
        display: 'grid',
        placeItems: 'center',
        height: '100%',
        color: theme.colors.text.secondary,
        fontSize: 18,
      }}
    >
      {text}
    </div>
  )
}

function Bars(props: PanelProps): JSX.Element {
  const values = displayValues(props)
  if (props.frames.length === 0) return <NoValue {...props} />
  const height = Math.min(40, Math.max(16, props.height / values.length - 8))
  const longest = Math.max(...values.map(({ display }) => (display.title ?? '').length))
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
      {values.map(({ display, field, view, colIndex }) => (
        <BarGauge
          key={display.title}
          theme={props.theme}
          width={props.width}
          height={height}
          value={display}
          field={field}
          display={view?.getFieldDisplayProcessor(colIndex ?? 0)}
          orientation={VizOrientation.Horizontal}
          displayMode={BarGaugeDisplayMode.Gradient}
          valueDisplayMode={BarGaugeValueMode.Text}
          namePlacement={BarGaugeNamePlacement.Left}
          showUnfilled
          alignmentFactors={{ title: 'm'.repeat(Math.min(longest, 24)), text: '$00,000.00' }}
        />
      ))}
    </div>
  )
}

function Series(props: PanelProps): JSX.Element {
  if (props.frames.length === 0) return <NoValue {...props} />
  return (
    <TimeSeries
      frames={props.frames}
      width={props.width}
      height={props.height}
      timeRange={props.range}
      timeZone={props.timeZone}
      legend={props.panel.options?.['legend'] as VizLegendOptions}
      options={props.panel.options}
    />
  )
}

function Table(props: PanelProps): JSX.Element {
  const [frame] = props.frames
  if (frame === undefined || frame.length === 0) return <NoValue {...props} />
  const visible = { ...frame, fields: frame.fields.filter((field) => field.type !== FieldType.time) }
  return (
    <TableNG
      data={visible}
      width={props.width}
      height={props.height}
      timeRange={props.range}
      sortBy={props.panel.options?.['sortBy'] as { displayName: string; desc?: boolean }[]}
      fieldConfig={props.panel.fieldConfig}
      enableVirtualization={false}
    />
  )
}

function Text({ panel, replace }: PanelProps): JSX.Element {
  const html = renderTextPanelMarkdown(replace(String(panel.options?.['content'] ?? '')))
  return <div className="markdown-html" style={{ padding: 8 }} dangerouslySetInnerHTML={{ __html: html }} />
}
