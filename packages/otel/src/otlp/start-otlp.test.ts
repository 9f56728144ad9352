import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TokentollError } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import { requireServer, startVictoriaMetrics, type VictoriaMetricsServer } from '@tokentoll/tooling/servers'
import { startFaultyCollector, type Fault, type FaultyCollector } from '../testing/faulty-collector.ts'
import type { OtlpOptions } from './otlp-options.ts'
import { startOtlp, type Otlp } from './start-otlp.ts'

const quiet = { flushSignals: [], onWarning: () => {} } as const

describe.skipIf(!(await requireServer('victoria-metrics')))('startOtlp, into VictoriaMetrics', () => {
  let server: VictoriaMetricsServer
  let collector: FaultyCollector
  beforeAll(async () => {
    server = await startVictoriaMetrics()
    collector = await startFaultyCollector(server.otlpUrl)
  })
  afterAll(async () => {
    await collector.stop()
    await server.stop()
  })

  function start(serviceName: string, options: OtlpOptions = {}): Otlp {
    return startOtlp({
      endpoint: collector.url,
      serviceName,
      exportIntervalMs: 60_000,
      timeoutMs: 200,
      ...quiet,
      ...options,
    })
  }

  async function ask(query: string): Promise<number> {
    await server.flush()
    const [sample, ...others] = await server.query(query, Date.now() + 1000)
    expect(others).toEqual([])
    return sample?.value ?? 0
  }

  it('publishes under the names that people query, with a prefix of their own', async () => {
    const otlp = start('names', { prefix: 'regintel' })
    otlp.sink.record(costRecord({ attribution: { tenantId: 'acme-corp', task: 'main-chat' } }))
    otlp.sink.record(costRecord({ attribution: { tenantId: 'globex', task: 'main-chat' } }))
    await otlp.shutdown()
    expect(otlp.health()).toMatchObject({ arrived: 1, failed: 0, rejected: 0 })
    expect(await ask('sum(regintel_llm_cost_total{costType="total"})')).toBe(0.007)
    expect(await ask('sum by (tenantId) (regintel_llm_cost_total{costType="total",tenantId="globex"})')).toBe(
      0.0035,
    )
    expect(await ask('sum by (task) (regintel_llm_cost_total{costType="total",service_name="names"})')).toBe(
      0.007,
    )
    expect(await ask('sum(regintel_llm_tokens_total{tokenType="input"})')).toBe(2000)
    // As the README says: without costType="total" every dollar counts twice.
    expect(await ask('sum(increase(regintel_llm_cost_total[30d])) by (provider)')).toBeCloseTo(0.014, 9)
    expect(
      await ask('sum(increase(regintel_llm_cost_total{costType="total"}[30d])) by (provider)'),
    ).toBeCloseTo(0.007, 9)
    expect(await ask('sum(regintel_llm_request_duration_seconds_count)')).toBe(2)
    expect(await ask('sum(regintel_llm_request_duration_seconds_bucket{le="0.32"})')).toBe(2)
  })

  const faults: readonly Fault[] = [400, 429, 503, 'garbage', 'broken', 'hang', 'lost-answer']
  const totalOf = (service: string) => `sum(llm_cost_total{costType="total",service_name="${service}"})`

  it.each(faults)('is exact after a collector that did this for two exports: %s', async (fault) => {
    const service = `fault-${fault}`
    const otlp = start(service)
    try {
      otlp.sink.record(costRecord())
      await otlp.flush()
      collector.fault = fault
      for (let outage = 0; outage < 2; outage += 1) {
        otlp.sink.record(costRecord({ attribution: { tenantId: `newborn-${outage}` } }))
        otlp.sink.record(costRecord())
        await otlp.flush()
      }
      collector.fault = 'none'
      otlp.sink.record(costRecord())
      await otlp.flush()
      expect(Math.round((await ask(totalOf(service))) * 1e12)).toBe(6 * 3_500_000_000)
    } finally {
      collector.fault = 'none'
      await otlp.shutdown()
    }
  })

  it('says once that an outage began, and again at the next one', async () => {
    const warnings: string[] = []
    const otlp = start('warnings', { onWarning: (message) => warnings.push(message) })
    for (const fault of [503, 503, 'none', 400] as const) {
      collector.fault = fault
      otlp.sink.record(costRecord())
      await otlp.flush()
    }
    collector.fault = 'none'
    expect(warnings).toHaveLength(2)
    expect(otlp.health()).toMatchObject({ arrived: 1, failed: 2, rejected: 1 })
    await otlp.shutdown()
  })

  it('adds two replicas, and a restart, to one sum', async () => {
    const first = start('replicas')
    const second = start('replicas')
    for (const replica of [first, second, first]) replica.sink.record(costRecord())
    await first.shutdown()
    const again = start('replicas')
    again.sink.record(costRecord())
    await Promise.all([second.shutdown(), again.shutdown()])
    expect(new Set([first, second, again].map(({ instanceId }) => instanceId)).size).toBe(3)
    expect(await ask(totalOf('replicas'))).toBe(0.014)
  })

  it('cuts 20,000 points into requests and misses none', async () => {
    const before = collector.requests
    const otlp = start('many', { timeoutMs: 5000, limits: { tenantId: 5000 }, genAi: false })
    for (let index = 0; index < 2000; index += 1) {
      otlp.sink.record(costRecord({ attribution: { tenantId: `tenant-${index}`, task: 'x' } }))
    }
    await otlp.shutdown()
    expect(collector.requests - before).toBeGreaterThan(3)
    expect(await ask('count(llm_requests_total{service_name="many"})')).toBe(2000)
    expect(await ask(totalOf('many'))).toBeCloseTo(7, 9)
  })

  it('keeps tenants apart whose names no label can hold', async () => {
    const otlp = start('awkward')
    const long = 'n'.repeat(10_000)
    const names = [
      '',
      `${long}1`,
      `${long}2`,
      'a\u0000b',
      'line\nbreak',
      `"quotes" \\ {x="y"}`,
      '日本',
      'x\ud83d',
    ]
    for (const tenantId of names) otlp.sink.record(costRecord({ attribution: { tenantId } }))
    await otlp.shutdown()
    expect(otlp.health()).toMatchObject({ arrived: 1, rejected: 0 })
    expect(await ask('count(llm_requests_total{service_name="awkward"})')).toBe(names.length)
    expect(await ask(totalOf('awkward'))).toBe(0.0035 * names.length)
    expect(await ask('llm_requests_total{tenantId="__none__",service_name="awkward"}')).toBe(1)
  })

  it('exports by itself at its interval', async () => {
    const otlp = start('interval', { exportIntervalMs: 50, timeoutMs: 50 })
    otlp.sink.record(costRecord())
    for (let waited = 0; otlp.health().arrived === 0 && waited < 5000; waited += 20) await sleep(20)
    expect(await ask(totalOf('interval'))).toBe(0.0035)
    await otlp.shutdown()
  })

  it('publishes further sources and the instruments of the application', async () => {
    const otlp = start('further')
    const counter = otlp.meterProvider.getMeter('app').createCounter('app_orders')
    for (let index = 0; index < 3000; index += 1) counter.add(1, { order: `o${index}` })
    await otlp.shutdown()
    expect(await ask('count(app_orders_total{service_name="further"})')).toBe(3000)
  })
})

describe('startOtlp', () => {
  const codeOf = (options: OtlpOptions): string | undefined => {
    try {
      void startOtlp({ ...quiet, ...options }).shutdown()
    } catch (error) {
      if (TokentollError.isInstance(error)) return `${error.code} ${error.field}`
      throw error
    }
    return undefined
  }

  it('refuses what cannot work, naming it', () => {
    expect(codeOf({ endpoint: 'collector:4318' })).toBe('invalid_option endpoint')
    expect(codeOf({ endpoint: 'not an address' })).toBe('invalid_option endpoint')
    expect(codeOf({ exportIntervalMs: 0 })).toBe('invalid_option exportIntervalMs')
    expect(codeOf({ timeoutMs: Number.NaN })).toBe('invalid_option timeoutMs')
    expect(codeOf({ resource: { 'service.instance.id': 'pod-1' } })).toBe(
      'instance_id_fixed service.instance.id',
    )
  })

  it('never fails because nobody listens', async () => {
    const otlp = startOtlp({
      ...quiet,
      endpoint: 'http://127.0.0.1:9',
      exportIntervalMs: 1000,
      timeoutMs: 100,
    })
    otlp.sink.record(costRecord())
    await otlp.flush()
    await otlp.shutdown()
    await otlp.shutdown()
    expect(otlp.health().arrived).toBe(0)
    expect(otlp.health().lastError).toMatch(/ECONNREFUSED|connect|retryable/)
  })

  it('does not hold up its end for a collector that is away', async () => {
    const otlp = startOtlp({ ...quiet, endpoint: 'http://127.0.0.1:9', exitTimeoutMs: 100 })
    otlp.sink.record(costRecord())
    const startedAt = performance.now()
    await otlp.shutdown()
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})
