export { createDashboards, type GeneratedDashboard } from './create-dashboards.ts'
export type { DashboardOptions } from './options/dashboard-options.ts'
