import { randomUUID } from 'node:crypto'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import type { CostSink } from '@tokentoll/core'

/** The same cost through the SDK's own counter, as most people do it: the comparison in the table. */
export function createStockCounter(otlpUrl: string, exportIntervalMs: number): CostSink {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: otlpUrl, timeoutMillis: Math.min(10_000, exportIntervalMs) }),
    exportIntervalMillis: exportIntervalMs,
    exportTimeoutMillis: exportIntervalMs,
  })
  const resource = resourceFromAttributes({ 'service.name': 'stock', 'service.instance.id': randomUUID() })
  const provider = new MeterProvider({ resource, readers: [reader] })
  const counter = provider.getMeter('stock').createCounter('stock.llm.cost', { unit: '{USD}' })
  return {
    name: 'stock',
    record({ provider, model, attribution, cost }) {
      const { tenantId, task } = attribution
      counter.add(cost.totalPicoUsd / 1e12, { provider, model, tenantId, task })
    },
    flush: () => provider.forceFlush().catch(() => {}),
    close: () => provider.shutdown().catch(() => {}),
  }
}
