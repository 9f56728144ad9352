import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { getGlobalMeter, recordLlmCost } from '@tokentoll/core'
import {
  initBusinessMetrics,
  type BusinessMetrics,
  type BusinessMetricsOptions,
} from './init-business-metrics.ts'
import { collectPoints, valueOf } from './testing/collect.ts'

let started: BusinessMetrics | undefined
const warnings: string[] = []
function init(options: BusinessMetricsOptions = {}): BusinessMetrics {
  return (started = initBusinessMetrics({
    flushSignals: [],
    onWarning: (message) => warnings.push(message),
    ...options,
  }))
}
beforeEach(() => void (warnings.length = 0))
afterEach(async () => {
  await started?.shutdown()
  vi.unstubAllEnvs()
})

const gpt4 = { provider: 'openai', model: 'gpt-4', inputTokens: 1500, outputTokens: 800, tenantId: 'acme' }

describe('initBusinessMetrics', () => {
  it('makes recordLlmCost count, and takes its meter back at the end', async () => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'none')
    const metrics = init()
    await recordLlmCost(gpt4)
    const { points } = await collectPoints(metrics.calls, Date.now() + 1000)
    expect(valueOf(points, 'llm.cost', { tenantId: 'acme', costType: 'total' })).toBe(0.093)
    expect(metrics.otlp).toBeUndefined()
    await metrics.shutdown()
    expect(getGlobalMeter).toThrow(/No global meter/)
  })

  it('leaves the meter alone that came after it', async () => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'none')
    const before = init()
    const after = init()
    await before.shutdown()
    await recordLlmCost(gpt4)
    const { points } = await collectPoints(after.calls, Date.now() + 1000)
    expect(valueOf(points, 'llm.cost', { tenantId: 'acme', costType: 'total' })).toBe(0.093)
  })

  it('offers a page to scrape when the environment says prometheus', async () => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'prometheus')
    vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', '0')
    const metrics = init({ prefix: 'regintel' })
    await recordLlmCost(gpt4)
    const { url } = (await metrics.endpoint)!
    const page = await (await fetch(url)).text()
    expect(page).toMatch(/regintel_llm_cost_total\{.*tenantId="acme".*costType="total".*\} 0\.093\n/)
    expect(page).toContain('regintel_llm_dropped_records_total{')
  })

  it('takes a blank port and a blank host for unset', async () => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'prometheus')
    vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', ' ')
    vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_HOST', '')
    const endpoint = await init().endpoint
    // Where another program has the port, the warning names it.
    expect(endpoint?.url ?? warnings.join()).toContain('127.0.0.1:9464')
  })

  it('exports to the address in the environment, at its interval', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9')
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '100')
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '50')
    const metrics = init()
    await recordLlmCost(gpt4)
    await vi.waitFor(() => expect(metrics.otlp!.health().failed).toBeGreaterThan(0), 5000)
    expect(warnings).toHaveLength(1)
  })

  it('is not kept from starting by an environment that is wrong', async () => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'carrier-pigeon')
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', 'soon')
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'not an address')
    init({ timeoutMs: 50 })
    await recordLlmCost(gpt4)
    expect(warnings).toEqual([
      expect.stringContaining('carrier-pigeon'),
      expect.stringContaining('OTEL_METRIC_EXPORT_INTERVAL=soon'),
      expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT=not an address'),
    ])
    await started!.shutdown()
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'prometheus')
    vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', '99999999')
    expect(await init().endpoint).toBeUndefined()
    await recordLlmCost(gpt4)
  })

  it('takes a list of exporters, and names a protocol that it does not speak', async () => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'otlp, prometheus')
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9')
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc')
    vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', '0')
    const metrics = init({ timeoutMs: 50 })
    await recordLlmCost(gpt4)
    expect(metrics.otlp).toBeDefined()
    const { url } = (await metrics.endpoint)!
    expect(await (await fetch(url)).text()).toContain('llm_cost_total{')
    expect(warnings).toEqual([expect.stringContaining('OTEL_EXPORTER_OTLP_PROTOCOL=grpc')])
  })

  it('exports nothing when the SDK is disabled', () => {
    vi.stubEnv('OTEL_SDK_DISABLED', 'true')
    expect(init().otlp).toBeUndefined()
  })
})
