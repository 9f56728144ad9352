import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import { yamlFile, type BundleFile } from './bundle-file.ts'
import { dashboardsMount } from './grafana-files.ts'
import { images } from './versions.ts'

/** Docker compose: Grafana, Prometheus with OTLP and Alertmanager; or everything in grafana/otel-lgtm. */
export function composeFiles(options: ResolvedDashboardOptions): BundleFile[] {
  return [
    yamlFile(
      'docker-compose.yml',
      'GRAFANA_ADMIN_PASSWORD=... docker compose up. Ports are open on this machine only.',
      {
        services: {
          grafana: {
            image: images.grafana,
            // A variable that is not set ends the start instead of leaving the well-known password.
            environment: {
              GF_SECURITY_ADMIN_PASSWORD: '${GRAFANA_ADMIN_PASSWORD:?set GRAFANA_ADMIN_PASSWORD}',
            },
            ports: ['127.0.0.1:3000:3000'],
            volumes: [
              './grafana/provisioning/dashboards:/etc/grafana/provisioning/dashboards:ro',
              './grafana/compose/datasources:/etc/grafana/provisioning/datasources:ro',
              `./dashboards:${dashboardsMount(options)}:ro`,
              'grafana-data:/var/lib/grafana',
            ],
            depends_on: ['prometheus'],
          },
          prometheus: {
            image: images.prometheus,
            command: [
              '--config.file=/etc/prometheus/prometheus.yml',
              '--storage.tsdb.path=/prometheus',
              '--storage.tsdb.retention.time=90d',
              '--web.enable-otlp-receiver',
            ],
            ports: ['127.0.0.1:9090:9090'],
            volumes: [
              './prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro',
              './prometheus/rules:/etc/prometheus/rules:ro',
              'prometheus-data:/prometheus',
            ],
            depends_on: ['alertmanager'],
          },
          alertmanager: {
            image: images.alertmanager,
            ports: ['127.0.0.1:9093:9093'],
            volumes: ['./alertmanager/alertmanager.yml:/etc/alertmanager/alertmanager.yml:ro'],
          },
        },
        volumes: { 'grafana-data': {}, 'prometheus-data': {} },
      },
    ),
    lgtmFile(options),
  ]
}

function lgtmFile(options: ResolvedDashboardOptions): BundleFile {
  const provisioning = '/otel-lgtm/grafana/conf/provisioning/dashboards'
  return yamlFile(
    'docker-compose.lgtm.yml',
    'docker compose -f docker-compose.lgtm.yml up. For development: one container, no Alertmanager. Pin the image first.',
    {
      services: {
        lgtm: {
          image: images.lgtm,
          environment: {
            GF_SECURITY_ADMIN_PASSWORD: '${GRAFANA_ADMIN_PASSWORD:?set GRAFANA_ADMIN_PASSWORD}',
          },
          ports: ['127.0.0.1:3000:3000', '127.0.0.1:4317:4317', '127.0.0.1:4318:4318'],
          volumes: [
            `./grafana/provisioning/dashboards/${options.uidPrefix}.yaml:${provisioning}/${options.uidPrefix}.yaml:ro`,
            `./dashboards:${dashboardsMount(options)}:ro`,
            './prometheus/prometheus.lgtm.yml:/otel-lgtm/prometheus.yaml:ro',
            './prometheus/rules:/etc/prometheus/rules:ro',
          ],
        },
      },
    },
  )
}
