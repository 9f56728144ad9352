import { expect, it } from 'vitest'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { costRecord } from '@tokentoll/core/testing'
import { createMetricsSink } from '../metrics/metrics-sink.ts'
import { createMetricProducer } from './metric-producer.ts'

it('lets a reader of the application publish 3,000 tenants past its own limit', async () => {
  const sink = createMetricsSink({ limits: { tenantId: 5000 } })
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 60_000,
    metricProducers: [createMetricProducer({ sources: [sink], prefix: 'regintel' })],
  })
  const provider = new MeterProvider({ readers: [reader] })
  for (let index = 0; index < 3000; index += 1) {
    sink.record(costRecord({ attribution: { tenantId: `tenant-${index}` } }))
  }
  await provider.forceFlush()
  await provider.forceFlush()
  const cost = exporter
    .getMetrics()
    .at(-1)!
    .scopeMetrics.flatMap(({ metrics }) => metrics)
    .find(({ descriptor }) => descriptor.name === 'regintel.llm.cost')!
  expect(cost.dataPoints).toHaveLength(9000)
  expect(JSON.stringify(cost)).not.toContain('otel.metric.overflow')
  await provider.shutdown()
})
