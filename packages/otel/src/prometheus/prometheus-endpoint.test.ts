import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TokentollError } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import {
  findProgram,
  requireServer,
  startPrometheus,
  type PrometheusServer,
} from '@tokentoll/tooling/servers'
import { createMetricsSink } from '../metrics/metrics-sink.ts'
import { prometheusEndpoint, type PrometheusEndpoint } from './prometheus-endpoint.ts'

const awkward = `O'Hara "&" <b> \\ 日本 {x="y"}`

describe.skipIf(!(await requireServer('prometheus', 'promtool')))('prometheusEndpoint', () => {
  const sink = createMetricsSink({})
  let endpoint: PrometheusEndpoint
  let prometheus: PrometheusServer
  beforeAll(async () => {
    sink.record(costRecord())
    sink.record(costRecord({ attribution: { tenantId: awkward, task: 'x' } }))
    endpoint = await prometheusEndpoint({ sources: [sink], prefix: 'regintel', port: 0 })
    prometheus = await startPrometheus({ scrape: [{ job: 'chat', url: endpoint.url }] })
  })
  afterAll(async () => {
    await prometheus.stop()
    await endpoint.close()
  })

  it('is scraped by Prometheus, value for value and label for label', async () => {
    const query = 'regintel_llm_cost_total{costType="total"}'
    let samples = await prometheus.query(query)
    for (let waited = 0; samples.length < 2 && waited < 15_000; waited += 100) {
      await sleep(100)
      samples = await prometheus.query(query)
    }
    expect(new Map(samples.map(({ labels, value }) => [labels['tenantId'], value]))).toEqual(
      new Map([
        ['acme-corp', 0.0035],
        [awkward, 0.0035],
      ]),
    )
    expect(samples[0]!.labels['service_instance_id']).toMatch(/^[\da-f-]{36}$/)
    const [count] = await prometheus.query('sum(regintel_llm_request_duration_seconds_count)')
    expect(count?.value).toBe(2)
    const [quantile] = await prometheus.query(
      'histogram_quantile(0.5, sum by (le) (gen_ai_client_operation_duration_seconds_bucket))',
    )
    expect(quantile?.value).toBeGreaterThan(0.16)
    const [targets] = await prometheus.query('up{job="chat"}')
    expect(targets?.value).toBe(1)
  })

  it('answers in the older text format, which promtool finds sound', async () => {
    const response = await fetch(endpoint.url)
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const page = await response.text()
    const { path } = await findProgram('promtool')
    const child = spawn(path, ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdin.end(page)
    const [, complaints] = await Promise.all([once(child, 'exit'), text(child.stderr)])
    // The labels are named as the product's queries name them; apart from that taste nothing is wrong.
    const lines = complaints.split('\n').filter((line) => line !== '' && !line.includes('snake_case'))
    expect(lines).toEqual([])
  })

  it('says in OpenMetrics when a series was created, and where the text ends', async () => {
    const response = await fetch(endpoint.url, { headers: { accept: 'application/openmetrics-text' } })
    expect(response.headers.get('content-type')).toContain('application/openmetrics-text; version=1.0.0')
    const lines = (await response.text()).split('\n')
    expect(lines.at(-2)).toBe('# EOF')
    expect(lines).toContain('# TYPE regintel_llm_cost counter')
    const created = lines.find((line) => line.startsWith('regintel_llm_cost_created{'))
    expect(Number(created?.split(' ').at(-1))).toBeCloseTo(Date.now() / 1000, -2)
  })

  it('answers nothing else', async () => {
    expect((await fetch(new URL('/other', endpoint.url))).status).toBe(404)
  })

  it('says which port it could not have', async () => {
    const port = Number(new URL(endpoint.url).port)
    const error: unknown = await prometheusEndpoint({ sources: [sink], port }).catch(
      (cause: unknown) => cause,
    )
    expect(TokentollError.isInstance(error) && error.code).toBe('port_unavailable')
  })
})

describe('a scrape', () => {
  it('of a source that fails is cut off and named once, and the process lives', async () => {
    const warnings: string[] = []
    const endpoint = await prometheusEndpoint({
      sources: [{ collect: () => Promise.reject(new Error('database is away')) }],
      port: 0,
      onWarning: (message) => warnings.push(message),
    })
    for (let scrape = 0; scrape < 2; scrape += 1) {
      await expect(fetch(endpoint.url).then((response) => response.text())).rejects.toThrow()
    }
    expect(warnings).toEqual([expect.stringContaining('database is away')])
    await endpoint.close()
  })

  it('of 60,000 series lets the event loop turn', async () => {
    const sink = createMetricsSink({ limits: { tenantId: 10_000, sets: 20_000 } })
    for (let index = 0; index < 10_000; index += 1) {
      sink.record(costRecord({ attribution: { tenantId: `tenant-${index}` } }))
    }
    const endpoint = await prometheusEndpoint({ sources: [sink], port: 0 })
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    const page = await (await fetch(endpoint.url)).text()
    clearInterval(timer)
    expect(page.split('\n').length).toBeGreaterThan(60_000)
    expect(turns).toBeGreaterThan(5)
    await endpoint.close()
  })
})
