import { ChatAnthropic } from '@langchain/anthropic'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { withAttribution } from '@tokentoll/core'
import { afterEach, describe, expect, it } from 'vitest'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { drain } from '../testing/drain.ts'
import { startWorld, type World } from '../testing/world.ts'
import { tapFetch, type TappedFetch } from './tap-fetch.ts'

// What made runs take each other's requests: a template that ends alike, and one scope for all.
const ending = ' Answer as JSON with the keys title, summary and score, and with nothing else at all.'
const big = `[[usage in=100000 out=9000]] [[pace chunks=8 delay=20 latency=60]]${ending}`
const small = `[[usage in=100 out=9]] [[pace chunks=2 delay=1]]${ending}`

const fetchBefore = globalThis.fetch
afterEach(() => {
  globalThis.fetch = fetchBefore
})

interface Tapped {
  readonly tap: TappedFetch
  readonly handler: TokentollCallbackHandler
}

function tapped(world: World, options: object = {}): Tapped {
  const tap = tapFetch()
  return { tap, handler: new TokentollCallbackHandler({ meter: world.meter, tap, ...options }) }
}

function googleModel(world: World, { tap, handler }: Tapped): ChatGoogleGenerativeAI {
  globalThis.fetch = tap
  const baseUrl = world.provider.googleUrl
  return new ChatGoogleGenerativeAI({ model: 'gemini-2.5-flash', apiKey: 'x', baseUrl, callbacks: [handler] })
}

function anthropicModel(world: World, { tap, handler }: Tapped): ChatAnthropic {
  return new ChatAnthropic({
    model: 'claude-sonnet-4-5',
    apiKey: 'x',
    maxRetries: 0,
    anthropicApiUrl: world.provider.anthropicUrl,
    clientOptions: { fetch: tap },
    callbacks: [handler],
  })
}

const booked = (world: World): unknown =>
  Object.fromEntries(
    world.records.map(({ attribution, outcome, usage, usageSource }) => [
      attribution.tenantId,
      [outcome, usage.inputTokens, usage.outputTokens, usageSource],
    ]),
  )

describe('runs that start at once in one scope, with prompts that end alike, tapped', () => {
  it('keep their own numbers: Gemini, invoke and stream', async () => {
    await using world = await startWorld()
    const tappedWorld = tapped(world)
    const model = googleModel(world, tappedWorld)
    await Promise.all([
      model.invoke(big, { metadata: { tenantId: 'big' } }),
      model.invoke(small, { metadata: { tenantId: 'small' } }),
      drain(model.stream(`${big} `, { metadata: { tenantId: 'big stream' } })),
      drain(model.stream(`${small} `, { metadata: { tenantId: 'small stream' } })),
    ])
    expect(booked(world)).toEqual({
      big: ['success', 100_000, 9000, 'wire'],
      small: ['success', 100, 9, 'wire'],
      'big stream': ['success', 100_000, 9000, 'wire'],
      'small stream': ['success', 100, 9, 'wire'],
    })
    expect(tappedWorld.tap.wire.size).toBe(0)
  })

  it('keep them beside one that is refused by the provider, and one that is aborted', async () => {
    await using world = await startWorld()
    const model = anthropicModel(world, tapped(world))
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 120)
    await withAttribution({ task: 'fan-out' }, () =>
      Promise.allSettled([
        drain(model.stream(big, { metadata: { tenantId: 'answered' } })),
        model.invoke(`[[fault 400]]${ending}`, { metadata: { tenantId: 'refused' } }),
        drain(
          model.stream(`[[usage in=500 out=400]] [[pace chunks=40 delay=20]]${ending}`, {
            signal: abort.signal,
            metadata: { tenantId: 'aborted' },
          }),
        ),
      ]),
    )
    expect(booked(world)).toEqual({
      answered: ['success', 100_000, 9000, 'wire'],
      refused: ['error', 0, 0, expect.anything()],
      aborted: ['aborted', 500, expect.any(Number), 'wire'],
    })
    expect(world.meter.health().duplicates).toBe(0)
  })

  it('keep them beside one that is broken off and given up for lost', async () => {
    await using world = await startWorld()
    const { tap, handler } = tapped(world, { abandonAfterMs: 30 })
    const model = anthropicModel(world, { tap, handler })
    const breakOff = async (): Promise<void> => {
      const stream = await model.stream(`[[usage in=500 out=400]] [[pace chunks=40 delay=5]]${ending}`, {
        metadata: { tenantId: 'broken off' },
      })
      for await (const _ of stream) break
    }
    await withAttribution({ task: 'fan-out' }, () =>
      Promise.all([
        drain(model.stream(big, { metadata: { tenantId: 'answered' } })),
        breakOff()
          .then(() => new Promise((resolve) => setTimeout(resolve, 60)))
          .then(() => handler.sweep()),
      ]),
    )
    expect(booked(world)).toEqual({
      answered: ['success', 100_000, 9000, 'wire'],
      'broken off': ['abandoned', 500, expect.any(Number), 'wire'],
    })
    expect(world.meter.health().duplicates).toBe(0)
  })
})
