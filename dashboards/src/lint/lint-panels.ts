import * as units from '@grafana/grafana-foundation-sdk/units'
import type { DashboardJson, PanelJson, TargetJson } from './dashboard-json.ts'
import { report, type Finding } from './finding.ts'
import type { KnownMetric } from './metric-catalogue.ts'
import { lintQuery } from './lint-query.ts'

const UNITS: ReadonlySet<unknown> = new Set(Object.values(units))
const TYPES = ['stat', 'timeseries', 'bargauge', 'table', 'text', 'row']
const AT_ONE_INSTANT = ['stat', 'bargauge', 'table']

/** Checks of every panel: what it says, what it asks, how it shows it. */
export function lintPanels(dashboard: DashboardJson, catalogue: ReadonlyMap<string, KnownMetric>): Finding[] {
  return (dashboard.panels ?? [])
    .filter((panel) => panel.type !== 'row')
    .flatMap((panel) => lintPanel(panel, dashboard, catalogue))
}

function lintPanel(
  panel: PanelJson,
  dashboard: DashboardJson,
  catalogue: ReadonlyMap<string, KnownMetric>,
): Finding[] {
  const check = report(`${dashboard.title} / ${panel.title}`)
  const said = [
    ...check(
      'title',
      (panel.title ?? '') === '' || (panel.description ?? '') === '',
      'has no title or no description',
    ),
    ...check('panel-type', !TYPES.includes(panel.type), `${panel.type} was never drawn by the preview`),
  ]
  if (panel.type === 'text') return said
  const targets = panel.targets ?? []
  const refIds = targets.map((target) => target.refId)
  const unit = panel.fieldConfig?.defaults?.unit
  return [
    ...said,
    ...check('datasource', panel.datasource?.uid !== '${datasource}', 'does not use the chosen data source'),
    ...check('targets', targets.length === 0, 'asks nothing'),
    ...check(
      'ref-id',
      refIds.includes(undefined) || new Set(refIds).size !== refIds.length,
      'refIds are not unique',
    ),
    ...check('unit', panel.type !== 'table' && !UNITS.has(unit), `unit ${unit} is not known to Grafana`),
    ...targets.flatMap((target) => lintTarget(panel, target, dashboard, catalogue)),
  ]
}

function lintTarget(
  panel: PanelJson,
  target: TargetJson,
  dashboard: DashboardJson,
  catalogue: ReadonlyMap<string, KnownMetric>,
): Finding[] {
  const check = report(`${dashboard.title} / ${panel.title} / ${target.refId}`)
  const instant = target.instant === true
  return [
    ...check(
      'instant',
      AT_ONE_INSTANT.includes(panel.type) && !instant,
      'shows one instant but asks for a range',
    ),
    ...check('instant', panel.type === 'timeseries' && instant, 'shows a range but asks for an instant'),
    ...check(
      'range-window',
      !instant && target.expr.includes('$__range'),
      'every point would cover the whole range',
    ),
    ...check(
      'table-format',
      panel.type === 'table' && target.format !== 'table',
      'a table needs the table format',
    ),
    ...lintQuery(target, dashboard, catalogue, check),
  ]
}
