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
    for (const path of ['/other', '//', '//[']) {
      const { origin } = new URL(endpoint.url)
      expect((await fetch(origin + path)).status).toBe(404)
    }
  })

  it('says which port it could not have', async () => {
    const taken = Number(new URL(endpoint.url).port)
    for (const port of [taken, 70_000, Number.NaN]) {
      const error: unknown = await prometheusEndpoint({ sources: [sink], port }).catch(
        (cause: unknown) => cause,
      )
      expect(error).toBeInstanceOf(TokentollError)
      expect(error).toMatchObject({ code: 'port_unavailable', field: 'port', value: port })
    }
  })
})

describe('a scrape', () => {
  it('leaves out a source that fails, and names each of its outages once', async () => {
    const sink = createMetricsSink({})
    sink.record(costRecord())
    let isAway = true
    const warnings: string[] = []
    const endpoint = await prometheusEndpoint({
      sources: [
        {
          async collect() {
            if (isAway) throw new Error('database is away')
            return { families: [], mark: 0 }
          },
        },
        sink,
      ],
      port: 0,
      onWarning: (message) => warnings.push(message),
    })
    for (const [away, expected] of [
      [true, 1],
      [true, 1],
      [false, 1],
      [true, 2],
    ] as const) {
      isAway = away
      expect(await (await fetch(endpoint.url)).text()).toContain('llm_cost_total{')
      expect(warnings).toHaveLength(expected)
    }
    expect(warnings[0]).toContain('database is away')
    await endpoint.close()
  })

  it('that fails itself is cut off, and neither it nor a hook that throws ends the process', async () => {
    let isBroken = true
    const warnings: string[] = []
    const endpoint = await prometheusEndpoint({
      sources: [
        {
          collect: () => ({ families: [], mark: 0 }),
          delivered() {
            if (isBroken) throw new Error('cannot be told')
          },
        },
      ],
      port: 0,
      onWarning(message) {
        warnings.push(message)
        throw new Error('the hook is broken')
      },
    })
    const scrape = async () => (await fetch(endpoint.url)).text()
    for (let outage = 1; outage <= 2; outage += 1) {
      isBroken = true
      await expect(scrape()).rejects.toThrow()
      await expect(scrape()).rejects.toThrow()
      expect(warnings).toHaveLength(outage)
      isBroken = false
      expect(await scrape()).toBe('')
    }
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
