import { describe, expect, it } from 'vitest'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
} from '@opentelemetry/sdk-metrics'
import { costRecord } from '@tokentoll/core/testing'
import { attachToMeterProvider } from './attach.ts'

function setUp(options: { seriesLimit?: number } = {}) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  const attached = attachToMeterProvider({ meterProvider, prefix: 'regintel', ...options })
  const newest = async (name: string): Promise<MetricData> => {
    await meterProvider.forceFlush()
    const metrics = exporter
      .getMetrics()
      .at(-1)!
      .scopeMetrics.flatMap((scope) => scope.metrics)
    return metrics.find(({ descriptor }) => descriptor.name === name)!
  }
  return { attached, meterProvider, newest }
}

const numbers = (metric: MetricData, labels: Record<string, string>) =>
  metric.dataPoints
    .filter(({ attributes }) => Object.entries(labels).every(([name, value]) => attributes[name] === value))
    .map(({ value }) => value as number)

describe('attachToMeterProvider', () => {
  it('publishes calls through the instruments of the application', async () => {
    const { attached, meterProvider, newest } = setUp()
    attached.sink.record(costRecord())
    attached.sink.record(costRecord())
    const cost = await newest('regintel.llm.cost')
    expect(cost.descriptor).toMatchObject({ unit: '{USD}' })
    expect(numbers(cost, { costType: 'total', tenantId: 'acme-corp' })).toEqual([0.007])
    const duration = await newest('regintel.llm.request.duration')
    expect(duration.dataPoints).toHaveLength(1)
    expect(duration.dataPoints[0]!.value).toMatchObject({ count: 2, sum: 0.5 })
    expect((await newest('gen_ai.client.token.usage')).dataPoints).toHaveLength(2)
    attached.detach()
    await meterProvider.shutdown()
  })

  it('keeps the sum exact past the limit at which the SDK would lose it', async () => {
    const { attached, meterProvider, newest } = setUp()
    for (let index = 0; index < 3000; index += 1) {
      attached.sink.record(costRecord({ attribution: { tenantId: `tenant-${index}` } }))
    }
    const cost = await newest('regintel.llm.cost')
    expect(cost.dataPoints.length).toBeLessThanOrEqual(1900)
    const total = numbers(cost, { costType: 'total' }).reduce(
      (sum, value) => sum + Math.round(value * 1e12),
      0,
    )
    expect(total).toBe(3000 * 3_500_000_000)
    expect(numbers(cost, { costType: 'total', tenantId: '__other__' })).toHaveLength(1)
    await meterProvider.shutdown()
  })
})
