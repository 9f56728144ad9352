/** Images of the compose files. Not pulled where this was written: the first `docker compose up` is the proof. */
export const images: {
  readonly grafana: string
  readonly prometheus: string
  readonly alertmanager: string
  readonly lgtm: string
} = {
  grafana: 'grafana/grafana:13.2.0',
  prometheus: 'prom/prometheus:v3.14.0',
  alertmanager: 'prom/alertmanager:v0.33.1',
  lgtm: 'grafana/otel-lgtm:latest',
}
