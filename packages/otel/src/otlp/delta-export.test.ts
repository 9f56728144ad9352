import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { decodeSums } from '../testing/decode-otlp.ts'
import { startFaultyCollector, type Fault, type FaultyCollector } from '../testing/faulty-collector.ts'
import { startOtlp } from './start-otlp.ts'

// A store for deltas as VictoriaMetrics 1.145 is one: a point of a series and instant counts once, however
// often it comes. (1.112, the version that Debian's stable suite has, drops deltas and answers 200.)
const stored = new Map<string, number>()
const store = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    for (const { metric, labels, isDelta, timeNanos, value } of decodeSums(Buffer.concat(chunks))) {
      if (metric !== 'llm.cost' || labels['costType'] !== 'total') continue
      expect(isDelta).toBe(true)
      stored.set(`${JSON.stringify(labels)}@${timeNanos}`, Math.round(value * 1e12))
    }
    response.end()
  })
})
let collector: FaultyCollector
beforeAll(async () => {
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve))
  collector = await startFaultyCollector(`http://127.0.0.1:${(store.address() as AddressInfo).port}`)
})
beforeEach(() => stored.clear())
afterAll(async () => {
  await collector.stop()
  store.closeAllConnections()
  await new Promise<void>((resolve) => store.close(() => resolve()))
})

const storedPico = () => Array.from(stored.values()).reduce((sum, pico) => sum + pico, 0)

const faults: readonly Fault[] = [400, 429, 503, 'broken', 'hang', 'lost-answer']

it.each(faults)(
  'counts every delta once after a collector that did this for two exports: %s',
  async (fault) => {
    const otlp = startOtlp({
      endpoint: collector.url,
      temporality: 'delta',
      exportIntervalMs: 60_000,
      timeoutMs: 100,
      // Several requests for one collection: some arrive, some do not.
      maxPointsPerRequest: 4,
      flushSignals: [],
      onWarning: () => {},
    })
    const calls = (count: number) => {
      for (let call = 0; call < count; call += 1) {
        otlp.sink.record(costRecord({ attribution: { tenantId: `tenant-${call}` } }))
      }
    }
    calls(3)
    await otlp.flush()
    for (let outage = 0; outage < 2; outage += 1) {
      calls(2)
      collector.fault = fault
      await otlp.flush()
    }
    collector.fault = 'none'
    calls(4)
    await otlp.shutdown()
    expect(storedPico()).toBe(11 * 3_500_000_000)
  },
)
