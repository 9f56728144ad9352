import { describe, expect, it } from 'vitest'
import { ValueType } from '@opentelemetry/api'
import { ExportResultCode } from '@opentelemetry/core'
import { emptyResource } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { createDeliveringExporter, type Delivery } from './delivering-exporter.ts'

const fivePoints: ResourceMetrics = {
  resource: emptyResource(),
  scopeMetrics: [
    {
      scope: { name: 'test' },
      metrics: [
        {
          descriptor: { name: 'm', description: '', unit: '', valueType: ValueType.INT },
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          dataPointType: DataPointType.GAUGE,
          dataPoints: [1, 2, 3, 4, 5].map((value) => ({
            attributes: {},
            startTime: [0, 0],
            endTime: [0, 0],
            value,
          })),
        },
      ],
    },
  ],
}

/** Sends five points in five requests; `errors` says how each of them ends. */
async function send(errors: readonly (Error | undefined)[]) {
  const deliveries: Delivery[] = []
  let hasArrived = false
  let request = 0
  const exporter = createDeliveringExporter({
    exporter: {
      export(_metrics, done) {
        const error = errors[request]
        request += 1
        queueMicrotask(() =>
          done(
            error === undefined
              ? { code: ExportResultCode.SUCCESS }
              : { code: ExportResultCode.FAILED, error },
          ),
        )
      },
      async forceFlush() {},
      async shutdown() {},
    },
    maxPointsPerRequest: 1,
    onRequest: (_metrics, delivery) => deliveries.push(delivery),
    onSending: () => () => (hasArrived = true),
  })
  const result = await new Promise<{ code: ExportResultCode; error?: Error }>((resolve) =>
    exporter.export(fivePoints, resolve),
  )
  return { deliveries, hasArrived, result, exporter }
}

const withCode = (code: number) => Object.assign(new Error(`HTTP ${code}`), { code })

describe('createDeliveringExporter', () => {
  it('says that a collection has arrived when all of its requests have', async () => {
    const { deliveries, hasArrived, result } = await send([])
    expect(deliveries).toEqual(Array.from({ length: 5 }, () => 'arrived'))
    expect(hasArrived).toBe(true)
    expect(result.code).toBe(ExportResultCode.SUCCESS)
  })

  it('goes on after a refused request, and does not take the collection for delivered', async () => {
    const { deliveries, hasArrived, result } = await send([undefined, withCode(400)])
    expect(deliveries).toEqual(['arrived', 'rejected', 'arrived', 'arrived', 'arrived'])
    expect(hasArrived).toBe(false)
    expect(result.error?.message).toBe('HTTP 400')
  })

  it.each([withCode(503), withCode(429), withCode(408), new Error('ECONNREFUSED')])(
    'stops where nobody answers: %s',
    async (error) => {
      const { deliveries, hasArrived } = await send([undefined, error])
      expect(deliveries).toEqual(['arrived', 'unknown'])
      expect(hasArrived).toBe(false)
    },
  )

  it('refuses a second collection while one is under way', async () => {
    const { exporter } = await send([])
    const codes: ExportResultCode[] = []
    exporter.export(fivePoints, ({ code }) => codes.push(code))
    exporter.export(fivePoints, ({ code }) => codes.push(code))
    await exporter.forceFlush()
    expect(codes).toEqual([ExportResultCode.FAILED, ExportResultCode.SUCCESS])
  })
})
