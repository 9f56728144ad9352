import { createRules } from '@tokentoll/alerts'
import { createDashboards } from '../create-dashboards.ts'
import type { DashboardOptions } from '../options/dashboard-options.ts'
import { resolveDashboardOptions } from '../options/resolve-dashboard-options.ts'
import type { BundleFile } from './bundle-file.ts'
import { composeFiles } from './compose-files.ts'
import { dataSourceFile, grafanaComFiles, provisioningFiles } from './grafana-files.ts'
import { kubernetesFiles } from './kubernetes-files.ts'
import { managedAlertsFile } from './managed-alerts.ts'
import { prometheusFiles } from './prometheus-files.ts'
import { readmeFile } from './readme-file.ts'
import { ruleFiles } from './rule-files.ts'
import { terraformFiles } from './terraform-files.ts'

/**
 * Everything for one installation: dashboards, rules, and what each platform needs to load them.
 *
 * Throws `invalid_rule_options` or `invalid_dashboard_options` for a name that Grafana or Prometheus could not use.
 */
export function createBundle(options: DashboardOptions = {}): readonly BundleFile[] {
  const resolved = resolveDashboardOptions(options)
  const dashboards = createDashboards(options)
  const rules = createRules(options)
  return [
    readmeFile(resolved),
    ...dashboards.map(({ uid, json }) => ({ path: `dashboards/${uid}.json`, content: json })),
    ...ruleFiles(rules, resolved),
    ...prometheusFiles(resolved),
    ...provisioningFiles(resolved),
    dataSourceFile(resolved),
    managedAlertsFile(rules, resolved),
    ...composeFiles(resolved),
    ...kubernetesFiles(dashboards, rules, resolved),
    ...terraformFiles(resolved),
    ...grafanaComFiles(dashboards),
  ]
}
