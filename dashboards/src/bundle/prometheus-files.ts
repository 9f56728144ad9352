import { yamlFile, type BundleFile } from './bundle-file.ts'

const RULES = ['/etc/prometheus/rules/*.yaml']

/** Prometheus and Alertmanager as the compose files run them. */
export function prometheusFiles(): BundleFile[] {
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
    alertmanagerFile(),
  ]
}

function alertmanagerFile(): BundleFile {
  const named = (...alerts: readonly string[]): string => `alertname =~ "${alerts.join('|')}"`
  return yamlFile(
    'alertmanager/alertmanager.yml',
    'An example: put your own receiver in. Alerts that follow from another one are kept quiet.',
    {
      route: {
        receiver: 'default',
        group_by: ['alertname', 'tenantId', 'metrics_prefix'],
        group_wait: '30s',
        group_interval: '5m',
        repeat_interval: '12h',
        routes: [{ matchers: ['severity = "critical"'], receiver: 'default', repeat_interval: '1h' }],
      },
      inhibit_rules: [
        {
          source_matchers: [named('LLMBudgetExceeded')],
          target_matchers: [named('LLMBudgetNearlyUsed', 'LLMForecastOverBudget')],
          equal: ['tenantId', 'metrics_prefix'],
        },
        {
          source_matchers: [named('LLMSpendSpike')],
          target_matchers: [named('HighTenantCost', 'LLMCostPerRequestJump')],
          equal: ['tenantId', 'metrics_prefix'],
        },
        {
          source_matchers: [named('LLMTelemetryMissing')],
          target_matchers: [named('LLMTenantSilent', 'LLMLedgerDivergence', 'LLMCacheHitDrop')],
          equal: ['metrics_prefix'],
        },
        {
          source_matchers: [named('LLMLedgerStale')],
          target_matchers: [named('LLMTenantSilent', 'LLMLedgerDivergence')],
          equal: ['metrics_prefix'],
        },
        {
          source_matchers: [named('LLMErrorBudgetBurn'), 'severity = "critical"'],
          target_matchers: [named('LLMErrorBudgetBurn'), 'severity = "warning"'],
          equal: ['provider', 'model', 'metrics_prefix'],
        },
      ],
      receivers: [{ name: 'default' }],
    },
  )
}
