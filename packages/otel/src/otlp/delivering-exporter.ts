import { ExportResultCode, type ExportResult } from '@opentelemetry/core'
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { splitByPoints } from './split.ts'

/** How a request ended. `unknown`: it may have arrived (time-out, broken connection, server error). */
export type Delivery = 'arrived' | 'rejected' | 'unknown'

/** Options of `createDeliveringExporter`. */
export interface DeliveringExporterOptions {
  readonly exporter: PushMetricExporter
  /** Most data points in one request: bounds how long serialising holds the event loop. */
  readonly maxPointsPerRequest: number
  /** Called for each request. */
  onRequest(request: ResourceMetrics, delivery: Delivery, error: Error | undefined): void
  /** Called when the sending of one collection begins; the result when all its requests have arrived. */
  onSending(collection: ResourceMetrics): () => void
}

/**
 * Puts an exporter behind bounded requests, one after the other, and says which of them arrived. Goes on
 * after a request that the server refused, so that it does not hold up the rest.
 */
export function createDeliveringExporter(options: DeliveringExporterOptions): PushMetricExporter {
  const { exporter, maxPointsPerRequest, onRequest, onSending } = options
  let sending: Promise<void> | undefined

  const sendOne = (request: ResourceMetrics): Promise<Error | undefined> =>
    new Promise((resolve) => {
      exporter.export(request, (result) =>
        resolve(
          result.code === ExportResultCode.SUCCESS
            ? undefined
            : (result.error ?? new Error('the export failed')),
        ),
      )
    })

  async function sendAll(all: ResourceMetrics): Promise<Error | undefined> {
    const onArrived = onSending(all)
    let firstError: Error | undefined
    for (const request of splitByPoints(all, maxPointsPerRequest)) {
      const error = await sendOne(request)
      const delivery = error === undefined ? 'arrived' : deliveryOf(error)
      onRequest(request, delivery, error)
      firstError ??= error
      // Nobody is there: the rest would only wait for its time-outs, one after the other.
      if (delivery === 'unknown') break
    }
    if (firstError === undefined) onArrived()
    return firstError
  }

  return {
    export(all, done) {
      if (sending !== undefined) {
        done(failed(new Error('the previous export is still under way')))
        return
      }
      sending = sendAll(all)
        .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
        .then((error) => {
          sending = undefined
          // oxlint-disable-next-line promise/no-callback-in-promise -- the SDK's interface is a callback
          done(error === undefined ? { code: ExportResultCode.SUCCESS } : failed(error))
        })
    },
    async forceFlush() {
      await sending
      await exporter.forceFlush()
    },
    async shutdown() {
      await sending
      await exporter.shutdown()
    },
    ...(exporter.selectAggregation === undefined
      ? {}
      : { selectAggregation: exporter.selectAggregation.bind(exporter) }),
    ...(exporter.selectAggregationTemporality === undefined
      ? {}
      : { selectAggregationTemporality: exporter.selectAggregationTemporality.bind(exporter) }),
  }
}

// A 4xx answer means that the server looked at the request and kept none of it; 408 and 429 ask for patience.
function deliveryOf(error: Error): Delivery {
  const { code } = error as { code?: unknown }
  return typeof code === 'number' && code >= 400 && code < 500 && code !== 408 && code !== 429
    ? 'rejected'
    : 'unknown'
}

function failed(error: Error): ExportResult {
  return { code: ExportResultCode.FAILED, error }
}
