import type { GeneratedDashboard } from '../create-dashboards.ts'
import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import { yamlFile, type BundleFile } from './bundle-file.ts'

/** Where the compose files mount the dashboards inside Grafana. */
export function dashboardsMount(options: ResolvedDashboardOptions): string {
  return `/var/lib/grafana/dashboards/${options.uidPrefix}`
}

/** The data source of the compose file; apart, because a Grafana that has a default one does not start with two. */
export function dataSourceFile(options: ResolvedDashboardOptions): BundleFile {
  return yamlFile(
    'grafana/compose/datasources/prometheus.yaml',
    'For docker-compose.yml only: a Grafana with a default data source does not start with a second one.\n' +
      'timeInterval must equal the interval at which metrics arrive: $__rate_interval depends on it.',
    {
      apiVersion: 1,
      datasources: [
        {
          name: options.dataSource ?? 'Prometheus',
          uid: options.dataSourceUid,
          type: 'prometheus',
          access: 'proxy',
          url: 'http://prometheus:9090',
          isDefault: true,
          editable: false,
          jsonData: {
            httpMethod: 'POST',
            timeInterval: '15s',
            manageAlerts: true,
            prometheusType: 'Prometheus',
          },
        },
      ],
    },
  )
}

/** Provisioning for a plain Grafana: copy the folder to /etc/grafana/provisioning. */
export function provisioningFiles(options: ResolvedDashboardOptions): BundleFile[] {
  return [
    yamlFile(
      `grafana/provisioning/dashboards/${options.uidPrefix}.yaml`,
      'Dashboards from files; changes go into the source, not into Grafana.',
      {
        apiVersion: 1,
        providers: [
          {
            name: options.uidPrefix,
            orgId: 1,
            folder: options.title,
            folderUid: options.uidPrefix,
            type: 'file',
            disableDeletion: true,
            updateIntervalSeconds: 30,
            allowUiUpdates: false,
            options: { path: dashboardsMount(options) },
          },
        ],
      },
    ),
  ]
}

const PANEL_NAMES: Readonly<Record<string, string>> = {
  stat: 'Stat',
  timeseries: 'Time series',
  bargauge: 'Bar gauge',
  table: 'Table',
  text: 'Text',
}

/** The variant that grafana.com asks for. Never for provisioning: `__inputs` breaks it. */
export function grafanaComFiles(dashboards: readonly GeneratedDashboard[]): BundleFile[] {
  return dashboards.map(({ uid, json }) => {
    const dashboard = JSON.parse(json) as { panels: readonly { type: string }[] }
    const types = [...new Set(dashboard.panels.map(({ type }) => type))].filter((type) => type in PANEL_NAMES)
    const requires = [
      { type: 'grafana', id: 'grafana', name: 'Grafana', version: '12.0.0' },
      { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
      ...types
        .toSorted()
        .map((type) => ({ type: 'panel', id: type, name: PANEL_NAMES[type] ?? type, version: '' })),
    ]
    const content = { __inputs: [], __elements: {}, __requires: requires, id: null, ...dashboard }
    return { path: `grafana-com/${uid}.json`, content: `${JSON.stringify(content, undefined, 2)}\n` }
  })
}
