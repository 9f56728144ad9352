import { expect, it } from 'vitest'
import { metricsUrl } from './endpoint.ts'

it.each([
  ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/metrics'],
  ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/metrics'],
  ['http://127.0.0.1:4318/v1/metrics/', 'http://127.0.0.1:4318/v1/metrics'],
  ['http://vm:8428/opentelemetry/api/v1/push', 'http://vm:8428/opentelemetry/api/v1/push'],
  ['http://vm:8428/opentelemetry', 'http://vm:8428/opentelemetry/v1/metrics'],
  ['http://prometheus:9090/api/v1/otlp/v1/metrics', 'http://prometheus:9090/api/v1/otlp/v1/metrics'],
  ['https://collector.example/v1/metrics?key=1', 'https://collector.example/v1/metrics?key=1'],
])('%s is posted to %s', (endpoint, url) => {
  expect(metricsUrl(endpoint)).toBe(url)
})
