import { createRules } from '@tokentoll/alerts'
import { describe, expect, it } from 'vitest'
import { createDashboards } from '../index.ts'
import type { DashboardJson, PanelJson, TargetJson, VariableJson } from './dashboard-json.ts'
import { lintDashboard } from './lint-dashboard.ts'
import { metricCatalogue } from './metric-catalogue.ts'

const dashboards = createDashboards()
const uids = dashboards.map(({ uid }) => uid)
const parse = (json: string): DashboardJson => JSON.parse(json) as DashboardJson

describe('the dashboards', () => {
  it.each(dashboards)('$title has no finding', ({ json }) => {
    expect(lintDashboard(parse(json), metricCatalogue(), uids)).toEqual([])
  })

  it('have none with a prefix and a label that tells ledgers apart', () => {
    const options = { prefix: 'regintel', groupLabels: ['cluster'] }
    const others = createDashboards(options)
    const catalogue = new Map(
      [...metricCatalogue(options)].map(([name, metric]) => [
        name,
        { ...metric, labels: [...metric.labels, 'cluster'] },
      ]),
    )
    const otherUids = others.map(({ uid }) => uid)
    for (const { json } of others) {
      const findings = lintDashboard(parse(json), catalogue, otherUids)
      expect(findings).toEqual([])
    }
    expect(otherUids.filter((uid) => uids.includes(uid))).toEqual([])
    expect(others.filter(({ title }) => dashboards.some((other) => other.title === title))).toEqual([])
  })

  it('have every variable that a link of an alert or of a panel fills in', () => {
    const variablesOf = new Map(
      dashboards.map(({ uid, json }) => [
        uid,
        new Set((parse(json).templating?.list ?? []).map(({ name }) => name)),
      ]),
    )
    const texts = createRules()
      .groups.flatMap(({ rules }) => rules)
      .flatMap((rule) => ('alert' in rule ? [rule.annotations['dashboard_url'] ?? ''] : []))
    const links = [...texts, ...dashboards.map(({ json }) => json)].flatMap((text) => [
      ...text.matchAll(/(llm-cost-[a-z-]+)\?([^"]*)/g),
    ])
    expect(links.length).toBeGreaterThan(10)
    for (const [link, uid = '', query = ''] of links) {
      for (const [, name = ''] of query.matchAll(/var-(\w+)=/g))
        expect(variablesOf.get(uid)?.has(name), link).toBe(true)
    }
  })

  it('offer no value that nothing escapes where it stands in queries', () => {
    for (const { json } of dashboards) {
      for (const { type, regex } of parse(json).templating?.list ?? [])
        if (type === 'query') expect(regex).toBe('/^[^`]*$/')
    }
  })

  it('link from the tenant of a row to the conversation report, whatever is chosen at the top', () => {
    const url = 'https://reports.example.com/?tenant=${tenantId}'
    const made = createDashboards({ conversationReportUrl: url, labels: { tenantId: 'customer' } })
    const { panels = [] } = parse(made.find(({ uid }) => uid === 'llm-cost-anomaly')?.json ?? '')
    const linked = panels.filter((panel) => JSON.stringify(panel).includes('reports.example.com'))
    expect(linked.map(({ title }) => title)).toEqual([
      'Spike factor by tenant',
      'Top users today',
      'What changed, by task',
      'What changed, by model',
    ])
    const found = [...JSON.stringify(panels).matchAll(/reports\.example\.com\/\?tenant=([^"]+)/g)]
    expect(new Set(found.map((match) => match[1]))).toEqual(
      new Set(['${__value.text:percentencode}', '${__field.labels.customer:percentencode}']),
    )
  })

  it('open with at most 25 queries each, variables and annotations counted', () => {
    for (const { json, title } of dashboards) {
      const { panels = [], templating, annotations } = parse(json)
      const targets = panels.reduce((sum, panel) => sum + (panel.targets ?? []).length, 0)
      const variables = (templating?.list ?? []).filter((variable) => variable.type === 'query').length
      expect(targets + variables + (annotations?.list ?? []).length, title).toBeLessThanOrEqual(25)
    }
  })
})

const tenant = parse(dashboards.find(({ uid }) => uid === 'llm-cost-tenant')?.json ?? '')
const anomaly = parse(dashboards.find(({ uid }) => uid === 'llm-cost-anomaly')?.json ?? '')

function firstOf(
  dashboard: DashboardJson,
  type: string,
  change: (panel: PanelJson) => PanelJson,
): DashboardJson {
  let done = false
  const panels = (dashboard.panels ?? []).map((panel) => {
    if (done || panel.type !== type) return panel
    done = true
    return change(panel)
  })
  return { ...dashboard, panels }
}

const asking = (expr: string, more: Partial<TargetJson> = {}): DashboardJson =>
  firstOf(tenant, 'stat', (panel) => ({ ...panel, targets: [{ refId: 'A', instant: true, expr, ...more }] }))
const variable = (change: Partial<VariableJson>): DashboardJson => ({
  ...anomaly,
  templating: {
    list: (anomaly.templating?.list ?? []).map((one) => (one.type === 'query' ? { ...one, ...change } : one)),
  },
})

describe('a planted mistake is found', () => {
  it.each<[string, DashboardJson]>([
    ['uid', { ...tenant, uid: 'Tenant Dashboard' }],
    ['no-id', { ...tenant, id: 20 }],
    ['no-inputs', Object.assign({ ['__inputs']: [] }, tenant)],
    ['tags', { ...tenant, tags: [] }],
    ['uneditable', { ...tenant, editable: true }],
    ['refresh', { ...tenant, refresh: '10s' }],
    ['schema-version', { ...tenant, schemaVersion: 36 }],
    ['link-placement', { ...tenant, links: [{ title: 'x', placement: 'inControlsMenu' }] }],
    ['dead-link', firstOf(tenant, 'stat', (panel) => ({ ...panel, description: '/d/nowhere' }))],
    ['template-datasource', { ...tenant, templating: { list: (tenant.templating?.list ?? []).slice(1) } }],
    ['template-refresh', variable({ refresh: 1 })],
    ['template-all', variable({ allValue: '' })],
    ['template-query', variable({ query: 'label_values(sum(, tenantId)' })],
    ['panel-id', firstOf(tenant, 'stat', (panel) => ({ ...panel, id: 2 }))],
    ['grid', firstOf(tenant, 'stat', (panel) => ({ ...panel, gridPos: { x: 20, y: 0, w: 6, h: 4 } }))],
    ['grid', firstOf(tenant, 'stat', (panel) => ({ ...panel, gridPos: { x: 3, y: 0, w: 6, h: 4 } }))],
    ['title', firstOf(tenant, 'stat', (panel) => ({ ...panel, description: '' }))],
    ['panel-type', firstOf(tenant, 'stat', (panel) => ({ ...panel, type: 'piechart' }))],
    ['datasource', firstOf(tenant, 'stat', (panel) => ({ ...panel, datasource: { uid: 'prometheus' } }))],
    ['targets', firstOf(tenant, 'stat', (panel) => ({ ...panel, targets: [] }))],
    [
      'ref-id',
      firstOf(tenant, 'table', (panel) => ({
        ...panel,
        targets: (panel.targets ?? []).map((one) => ({ ...one, refId: 'A' })),
      })),
    ],
    [
      'unit',
      firstOf(tenant, 'stat', (panel) => ({ ...panel, fieldConfig: { defaults: { unit: 'dollars' } } })),
    ],
    ['instant', asking('vector(1)', { instant: false })],
    [
      'range-window',
      asking('sum_over_time(tenantId:llm_cost_usd:exact1m{tenantId="$tenantId"}[$__range])', {
        instant: false,
      }),
    ],
    [
      'table-format',
      firstOf(tenant, 'table', (panel) => ({
        ...panel,
        targets: (panel.targets ?? []).map((one) => ({ ...one, format: 'time_series' })),
      })),
    ],
    ['promql', asking('sum by (tenantId (llm_forecast_usd{tenantId="$tenantId"})')],
    ['increase', asking('increase(llm_cost_total{tenantId="$tenantId"}[1h])')],
    ['unknown-variable', asking('llm_forecast_usd{tenantId="$tenantId", period="$when"}')],
    ['unknown-metric', asking('llm_costs_total')],
    ['unknown-label', asking('llm_forecast_usd{tenantId="$tenantId", month="1"}')],
    ['high-cardinality', asking('sum by (conversationId) (llm_forecast_usd{tenantId="$tenantId"})')],
    ['counter', asking('sum(llm_cost_total{tenantId="$tenantId"})')],
    ['tenant-matcher', asking('sum(llm_forecast_usd)')],
    ['matcher-operator', asking('sum(llm_forecast_usd{tenantId=~"$tenantId"})')],
    [
      'legend',
      asking('sum by (period) (llm_forecast_usd{tenantId="$tenantId"})', { legendFormat: '{{tenantId}}' }),
    ],
  ])('%s', (rule, dashboard) => {
    const rules = lintDashboard(dashboard, metricCatalogue(), uids).map((finding) => finding.rule)
    expect(rules).toContain(rule)
  })
})
