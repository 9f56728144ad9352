import { createMeter, type Meter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ContractHost } from './host.ts'
import { offers, openWay, wayNames } from './ways.ts'
import { startWorld, type World } from './world.ts'

const boom = (): never => {
  throw new Error('injected')
}

const sound = (): Meter => createMeter({ sinks: [createRecordingSink()], onWarning: () => {} })

const gated = (overrides: Partial<Meter>): Meter => ({
  ...createMeter({
    gate: {
      reserve: async ({ id }) => ({ id, heldPicoUsd: 1 }),
      settle: async () => {},
      release: async () => {},
    },
    onWarning: () => {},
  }),
  ...overrides,
})

const throwingGetter = (property: keyof Meter): Meter =>
  Object.defineProperty({ ...sound() }, property, { get: boom })

/** A failure of ours at every place where one can happen. */
const broken: Readonly<Record<string, () => Meter>> = {
  'start throws': () => ({ ...sound(), start: boom }),
  'end throws': () => {
    const meter = sound()
    return { ...meter, start: (call) => ({ ...meter.start(call), end: boom }) }
  },
  'start gives nothing': () => ({ ...sound(), start: () => undefined as never }),
  'authorize throws': () => gated({ authorize: boom }),
  'authorize rejects': () => gated({ authorize: async () => boom() }),
  'authorize gives nothing': () => gated({ authorize: async () => undefined as never }),
  'start and release throw': () => gated({ start: boom, release: boom }),
  'the gate cannot be read': () => throwingGetter('gate'),
  'start cannot be read': () => throwingGetter('start'),
  'a sink throws': () =>
    createMeter({ sinks: [{ ...createRecordingSink(), record: boom }], onWarning: boom }),
  'attribution throws': () => createMeter({ attribution: boom, onWarning: boom }),
  'the clock throws': () => createMeter({ clock: boom, onWarning: boom }),
  'prices throw': () => createMeter({ prices: { ...sound().prices, calculate: boom }, onWarning: boom }),
}

/** Failures of ours never reach the user's call, whatever fails. */
export function describeFailures(host: ContractHost): void {
  let world: World
  beforeAll(async () => void (world = await startWorld(host)))
  afterAll(() => world.stop())
  afterEach(() => world.clear())

  describe.each(wayNames.filter((way) => offers(host, way)))('%s', (way) => {
    it.each(Object.entries(broken))('%s', async (_name, makeMeter) => {
      const meter = makeMeter()
      let reports = 0
      // The hook that is told of failures fails too.
      const report = (): never => {
        reports += 1
        return boom()
      }
      const open = openWay(host, way, world.providers, { meter, onError: report, downgrade: boom })
      const model = open.model(({ openai }) => openai.chat('gpt-4o'))
      const embedding = open.model(({ openai }) => openai.embedding('text-embedding-3-small'), 'embedding')
      const failures: unknown[] = []
      const onError = ({ error }: { readonly error: unknown }): void => void failures.push(error)
      try {
        const { text } = await host.sdk.generateText({ model, prompt: 'Hello', maxRetries: 0 })
        const streamed = await host.sdk.streamText({ model, prompt: 'Hello', maxRetries: 0, onError }).text
        await host.sdk.embed({ model: embedding, value: 'Hello', maxRetries: 0 })
        expect(text).not.toBe('')
        expect(streamed).not.toBe('')
        expect(failures).toEqual([])
      } finally {
        open.close()
      }
      await world.provider.idle()
      expect(world.provider.book.calls.map((call) => call.outcome)).toEqual(['ok', 'ok', 'ok'])
      // Each call is booked, counted as lost, or told of; version 6 tells its integrations of no embedding.
      const { recorded, droppedRecords } = meter.health()
      const seen = host.major === 6 && way === 'registered' ? 2 : 3
      expect(recorded + droppedRecords + reports).toBeGreaterThanOrEqual(seen)
    })
  })
}
