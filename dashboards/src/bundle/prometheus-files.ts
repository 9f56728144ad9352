import type { LabelName } from '@tokentoll/alerts'
import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import { yamlFile, type BundleFile } from './bundle-file.ts'

const RULES = ['/etc/prometheus/rules/*.yaml']

/** Prometheus and Alertmanager as the compose files run them. */
export function prometheusFiles(options: ResolvedDashboardOptions): BundleFile[] {
  const otlp = {
    storage: { tsdb: { out_of_order_time_window: '30m' } },
    otlp: { promote_resource_attributes: ['deployment.environment.name'] },
  }
  return [
    yamlFile(
      'prometheus/prometheus.yml',
      'Applications push to http://localhost:9090/api/v1/otlp (protobuf). Late batches are taken for half an hour.',
      {
        global: { scrape_interval: '15s', evaluation_interval: '15s' },
        ...otlp,
        rule_files: RULES,
        alerting: { alertmanagers: [{ static_configs: [{ targets: ['alertmanager:9093'] }] }] },
        scrape_configs: [{ job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] }],
      },
    ),
    yamlFile(
      'prometheus/prometheus.lgtm.yml',
      'For grafana/otel-lgtm, which has its own collector and no Alertmanager.',
      {
        global: { scrape_interval: '15s', evaluation_interval: '15s' },
        ...otlp,
        rule_files: RULES,
      },
    ),
    alertmanagerFile(options),
  ]
}

function alertmanagerFile(options: ResolvedDashboardOptions): BundleFile {
  return yamlFile(
    'alertmanager/alertmanager.yml',
    'An example: put your own receiver in. Alerts that follow from another one are kept quiet.',
    {
      route: {
        receiver: 'default',
        group_by: ['alertname', ...sameOf(options, 'tenantId')],
        group_wait: '30s',
        group_interval: '5m',
        repeat_interval: '12h',
        routes: [{ matchers: ['severity = "critical"'], receiver: 'default', repeat_interval: '1h' }],
      },
      inhibit_rules: inhibitions(options),
      receivers: [{ name: 'default' }],
    },
  )
}

/** Labels that two alerts must share to be about the same thing: an alert without one is equal to another without it. */
function sameOf(options: ResolvedDashboardOptions, ...labels: readonly LabelName[]): string[] {
  return [...labels.map((name) => options.labels[name] ?? name), ...options.groupLabels, 'metrics_prefix']
}

function inhibitions(options: ResolvedDashboardOptions): object[] {
  const inTwoSeverities = ['LLMErrorBudgetBurn', 'LLMSpendSpike']
  const named = (...alerts: readonly string[]): string => `alertname =~ "${alerts.join('|')}"`
  const label = (name: LabelName, value: string): string => `${options.labels[name] ?? name} = "${value}"`
  return [
    {
      source_matchers: [named('LLMBudgetExceeded')],
      target_matchers: [named('LLMBudgetNearlyUsed')],
      equal: sameOf(options, 'budget', 'scope', 'tenantId', 'period'),
    },
    {
      source_matchers: [named('LLMBudgetExceeded'), label('scope', 'tenant'), label('period', 'month')],
      target_matchers: [named('LLMForecastOverBudget')],
      equal: sameOf(options, 'budget', 'tenantId'),
    },
    {
      source_matchers: [named('LLMSpendSpike')],
      target_matchers: [named('HighTenantCost', 'LLMCostPerRequestJump')],
      equal: sameOf(options, 'tenantId'),
    },
    {
      source_matchers: [named('LLMTelemetryMissing')],
      target_matchers: [named('LLMTenantSilent', 'LLMLedgerDivergence', 'LLMCacheHitDrop')],
      equal: sameOf(options),
    },
    {
      source_matchers: [named('LLMLedgerStale')],
      target_matchers: [named('LLMTenantSilent', 'LLMLedgerDivergence')],
      equal: sameOf(options),
    },
    {
      source_matchers: [named(...inTwoSeverities), 'severity = "critical"'],
      target_matchers: [named(...inTwoSeverities), 'severity = "warning"'],
      equal: ['alertname', ...sameOf(options, 'tenantId', 'provider', 'model')],
    },
  ]
}
