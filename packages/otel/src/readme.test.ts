import { describe, expect, it } from 'vitest'
import { runReadmeExample } from '@tokentoll/tooling/readme'
import { requireServer, startVictoriaMetrics } from '@tokentoll/tooling/servers'

describe.skipIf(!(await requireServer('victoria-metrics')))('the README', () => {
  it('shows in its example what arrives', async () => {
    const server = await startVictoriaMetrics()
    await runReadmeExample({
      readme: new URL('../README.md', import.meta.url),
      containing: 'initBusinessMetrics',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${server.url}/opentelemetry` },
    })
    await server.flush()
    const samples = await server.query(
      'regintel_llm_cost_total{tenantId="acme-corp",costType="total"}',
      Date.now() + 1000,
    )
    expect(samples.map(({ value }) => value)).toEqual([0.093])
    await server.stop()
  })
})
