export type { BundleFile } from './bundle/bundle-file.ts'
export { createBundle } from './bundle/create-bundle.ts'
export { writeBundle } from './bundle/write-bundle.ts'
export { createDashboards, type GeneratedDashboard } from './create-dashboards.ts'
export type { VariableValues } from './grafana/fill-in.ts'
export {
  panelQueries,
  type PanelQuery,
  type PanelQueryOptions,
  type TimeRange,
} from './grafana/panel-queries.ts'
export type { DashboardOptions } from './options/dashboard-options.ts'
