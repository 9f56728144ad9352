import { createSelfHostedRules, type RuleFile } from '@tokentoll/alerts'
import type { GeneratedDashboard } from '../create-dashboards.ts'
import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import { yamlFile, type BundleFile } from './bundle-file.ts'

/** For kube-prometheus-stack (sidecar and PrometheusRule) and for the Grafana operator. */
export function kubernetesFiles(
  dashboards: readonly GeneratedDashboard[],
  rules: RuleFile,
  options: ResolvedDashboardOptions,
): BundleFile[] {
  const labels = { 'app.kubernetes.io/part-of': options.uidPrefix }
  const small = (json: string): string => JSON.stringify(JSON.parse(json))
  return [
    yamlFile(
      'kubernetes/sidecar-configmaps.yaml',
      'For the dashboard sidecar of the Grafana chart. One ConfigMap per dashboard: kubectl apply takes 256 kB at most.',
      ...dashboards.map(({ uid, json }) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: uid,
          labels: { ...labels, grafana_dashboard: '1' },
          annotations: { 'k8s-sidecar-target-directory': options.title },
        },
        data: { [`${uid}.json`]: small(json) },
      })),
    ),
    yamlFile(
      'kubernetes/grafana-operator.yaml',
      'For the Grafana operator. Set instanceSelector to the labels of your Grafana.',
      ...dashboards.map(({ uid, json }) => ({
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDashboard',
        metadata: { name: uid, labels },
        spec: {
          allowCrossNamespaceImport: true,
          folder: options.title,
          instanceSelector: { matchLabels: { dashboards: 'grafana' } },
          resyncPeriod: '10m',
          json: small(json),
        },
      })),
    ),
    yamlFile(
      'kubernetes/prometheus-rule.yaml',
      'For the Prometheus operator. The label release must be that of your Helm release, or rule selection by label be off.',
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: options.uidPrefix, labels: { ...labels, release: 'kube-prometheus-stack' } },
        spec: rules,
      },
    ),
    yamlFile(
      'kubernetes/self-hosted-prometheus-rule.yaml',
      'For the dashboard of self-hosted models, with OpenCost or Kubecost. The same in every bundle: apply it once.',
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: 'opencost-llm', labels: { release: 'kube-prometheus-stack' } },
        spec: createSelfHostedRules(),
      },
    ),
  ]
}
