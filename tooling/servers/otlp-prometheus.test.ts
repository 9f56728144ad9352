import { describe, expect, it } from 'vitest'
import { requireServer } from './available.ts'
import { startOtlpPrometheus } from './otlp-prometheus.ts'
import { until, useTemporaryFolder } from './test-support.ts'
import { startVictoriaMetrics } from './victoria-metrics.ts'

const page = 'llm_cost_total{tenantId="acme"} 0.054399\n'

/** Both take text at the same address, which spares this test an OTLP encoder. */
async function send(otlpUrl: string): Promise<void> {
  const url = otlpUrl.replace('/opentelemetry/v1/metrics', '/api/v1/import/prometheus')
  const response = await fetch(url, { method: 'POST', body: page })
  expect(response.status).toBe(204)
}

/** An empty OTLP request is an empty protobuf message. */
async function sendEmptyOtlp(otlpUrl: string): Promise<number> {
  const headers = { 'Content-Type': 'application/x-protobuf' }
  const response = await fetch(otlpUrl, { method: 'POST', headers, body: new Uint8Array(0) })
  return response.status
}

describe.skipIf(!(await requireServer('prometheus', 'vmagent')))('startOtlpPrometheus', () => {
  it('passes samples from vmagent on to Prometheus', async () => {
    const temporary = useTemporaryFolder()
    const pipeline = await startOtlpPrometheus()
    expect(await sendEmptyOtlp(pipeline.otlpUrl)).toBe(200)
    await send(pipeline.otlpUrl)
    await until(
      'the sample arrives',
      async () => (await pipeline.prometheus.query('llm_cost_total')).length > 0,
    )
    const [sample] = await pipeline.prometheus.query('llm_cost_total{tenantId="acme"}')
    expect(sample?.text).toBe('0.054399')
    await pipeline.stop()
    await pipeline.stop()
    expect(temporary.entries()).toEqual([])
  })
})

describe.skipIf(!(await requireServer('victoria-metrics')))('startVictoriaMetrics', () => {
  it('shows what it took after a flush', async () => {
    const temporary = useTemporaryFolder()
    const server = await startVictoriaMetrics()
    expect(await sendEmptyOtlp(server.otlpUrl)).toBe(200)
    await send(server.otlpUrl)
    await server.flush()
    expect(await server.query('llm_cost_total')).toMatchObject([
      { labels: { tenantId: 'acme' }, value: 0.054399 },
    ])
    await server.stop()
    expect(temporary.entries()).toEqual([])
  })
})
