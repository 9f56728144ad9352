import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import type { SizedPanel } from './panel.ts'
import { dataSource } from './query.ts'
import { dataSourceVariable, queryVariable, type Variable } from './variables.ts'

/** A dashboard before it has a layout: sections of rows, each row 24 columns wide. */
export interface Board {
  readonly slug: string
  readonly title: string
  readonly description: string
  /** Start of the time range that it opens with, e.g. `now/M`. */
  readonly from: string
  readonly variables: readonly Variable[]
  readonly sections: readonly Section[]
}

/** Panels under a heading; the first section of a board may go without. */
export interface Section {
  readonly title?: string | undefined
  readonly rows: readonly (readonly SizedPanel[])[]
}

const COLUMNS = 24

/** Lays the board out, marks `alerts` on it and builds Grafana's model. Ids count from 1 in reading order, so that links to panels stay. */
export function buildBoard(board: Board, options: ResolvedDashboardOptions, alerts: string): Dashboard {
  const uid = `${options.uidPrefix}-${board.slug}`
  const builder = new DashboardBuilder(`${options.title} / ${board.title}`)
    .uid(uid)
    .description(board.description)
    .tags([options.tag])
    .timezone(options.timeZone)
    .time({ from: board.from, to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables([
      dataSourceVariable(options.dataSource),
      ...board.variables.map((variable) => queryVariable(variable)),
    ])
    .link(
      new DashboardLinkBuilder('Dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([options.tag])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    )
    .annotation(firingAlerts(alerts))
  const layout = createLayout(uid)
  for (const section of board.sections) {
    if (section.title !== undefined)
      builder.withRow(new RowBuilder(section.title).id(layout.id()).gridPos(layout.row()))
    for (const row of section.rows) {
      for (const place of layout.place(row)) builder.withPanel(place)
    }
  }
  return withoutPlacement(builder.build())
}

interface Layout {
  id(): number
  row(): { x: number; y: number; w: number; h: number }
  place(panels: readonly SizedPanel[]): { build(): ReturnType<SizedPanel['build']> }[]
}

function createLayout(uid: string): Layout {
  let y = 0
  let lastId = 0
  const id = (): number => (lastId += 1)
  return {
    id,
    row: () => ({ x: 0, y: y++, w: COLUMNS, h: 1 }),
    place: (panels) => {
      const width = panels.reduce((sum, panel) => sum + panel.width, 0)
      if (width !== COLUMNS)
        throw new RangeError(`${uid}: a row of panels is ${width} columns wide, not ${COLUMNS}`)
      let x = 0
      const placed = panels.map((panel) => {
        const gridPos = { x, y, w: panel.width, h: panel.height }
        x += panel.width
        const built = { ...panel.build(), id: id(), gridPos }
        return { build: () => built }
      })
      y += Math.max(...panels.map((panel) => panel.height))
      return placed
    },
  }
}

/** Marks on every time axis where one of our alerts was firing. */
function firingAlerts(expr: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Firing alerts')
    .datasource(dataSource)
    .enable(true)
    .hide(false)
    .iconColor('red')
    .expr(expr)
    .titleFormat('{{alertname}}')
    .step('60s')
}

/** The SDK puts links and annotations into the controls menu, where nobody sees them (its issue 1272). */
function withoutPlacement(dashboard: Dashboard): Dashboard {
  for (const link of dashboard.links ?? []) delete link.placement
  for (const annotation of dashboard.annotations?.list ?? []) delete annotation.placement
  return dashboard
}
