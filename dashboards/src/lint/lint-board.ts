import type { DashboardJson, PanelJson, VariableJson } from './dashboard-json.ts'
import { report, type Finding } from './finding.ts'
import { readQuery } from './promql.ts'

/** Checks of the dashboard as a whole: identity, variables, links, grid. */
export function lintBoard(dashboard: DashboardJson, knownUids: readonly string[]): Finding[] {
  const check = report(dashboard.title ?? 'dashboard')
  const links = [...(dashboard.links ?? []), ...(dashboard.annotations?.list ?? [])]
  const seconds = /^(\d+)([smh])$/.exec(dashboard.refresh ?? '')
  const linked = [...JSON.stringify(dashboard).matchAll(/"\/d\/([^?"/]+)/g)].map((match) => match[1] ?? '')
  return [
    ...check(
      'uid',
      !/^[a-z0-9-]{8,40}$/.test(dashboard.uid ?? ''),
      'uid is not 8 to 40 of a-z, 0-9 and hyphen',
    ),
    ...check('no-id', dashboard.id !== undefined && dashboard.id !== null, 'id belongs to one Grafana'),
    ...check('no-inputs', '__inputs' in dashboard, '__inputs breaks provisioning'),
    ...check('tags', (dashboard.tags ?? []).length !== 1, 'needs exactly one tag, for the menu'),
    ...check('uneditable', dashboard.editable !== false, 'editable would let changes be lost'),
    ...check('refresh', seconds?.[2] === 's', 'refreshes more often than once a minute'),
    ...check('schema-version', dashboard.schemaVersion !== 42, 'schemaVersion is not 42'),
    ...check(
      'link-placement',
      links.some((link) => link.placement !== undefined),
      'a link is hidden in the controls menu',
    ),
    ...linked.flatMap((uid) =>
      check('dead-link', !knownUids.includes(uid), `links to ${uid}, which does not exist`),
    ),
    ...lintVariables(dashboard),
    ...lintGrid(dashboard),
  ]
}

function lintVariables(dashboard: DashboardJson): Finding[] {
  const variables = dashboard.templating?.list ?? []
  const check = report(dashboard.title ?? 'dashboard')
  const first = variables[0]
  return [
    ...check(
      'template-datasource',
      first?.type !== 'datasource' || first.name !== 'datasource',
      'the first variable is not the data source',
    ),
    ...variables.flatMap((variable) => lintVariable(variable, check)),
  ]
}

function lintVariable(variable: VariableJson, check: ReturnType<typeof report>): Finding[] {
  if (variable.type !== 'query') return []
  const text = typeof variable.query === 'string' ? variable.query : (variable.query?.query ?? '')
  const selector = /^label_values\((.+), \w+\)$/.exec(text)?.[1]
  return [
    ...check(
      'template-refresh',
      variable.refresh !== 2,
      `${variable.name} is not asked again when the time range changes`,
    ),
    ...check(
      'template-all',
      variable.includeAll === true && variable.allValue !== '.*',
      `${variable.name} needs allValue`,
    ),
    ...check('template-all', variable.includeAll !== variable.multi, `${variable.name} mixes one and all`),
    ...check(
      'template-query',
      selector === undefined || readQuery(selector).errors.length > 0,
      `${variable.name} asks ${text}`,
    ),
  ]
}

function lintGrid(dashboard: DashboardJson): Finding[] {
  const check = report(dashboard.title ?? 'dashboard')
  const panels = dashboard.panels ?? []
  const ids = panels.map((panel) => panel.id)
  const overlapping = panels.some((panel, index) =>
    panels.slice(index + 1).some((other) => overlaps(panel, other)),
  )
  return [
    ...check(
      'panel-id',
      ids.includes(undefined) || new Set(ids).size !== ids.length,
      'panel ids are missing or not unique',
    ),
    ...check('grid', overlapping, 'panels overlap'),
    ...panels.flatMap((panel) =>
      check(
        'grid',
        panel.gridPos === undefined || panel.gridPos.x + panel.gridPos.w > 24,
        `${panel.title} hangs out of the grid`,
      ),
    ),
  ]
}

function overlaps(a: PanelJson, b: PanelJson): boolean {
  if (a.gridPos === undefined || b.gridPos === undefined) return false
  const across = a.gridPos.x < b.gridPos.x + b.gridPos.w && b.gridPos.x < a.gridPos.x + a.gridPos.w
  return across && a.gridPos.y < b.gridPos.y + b.gridPos.h && b.gridPos.y < a.gridPos.y + a.gridPos.h
}
