import { catalog } from '@tokentoll/catalog'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMoneySum, createPriceBook, type Usage } from './index.ts'

const at = Date.UTC(2026, 10, 22)
const book = createPriceBook({ clock: () => at })

/** Any model of the catalogue, as its provider calls it. */
const listed = catalog.providers.flatMap(({ id, lines }) =>
  lines.split('\n').map((line) => ({ provider: id, model: line.slice(0, line.indexOf(' ')) })),
)
const anyModel = fc.constantFrom(...listed.filter(({ model }) => model !== '*'))

const part = (of: number) => fc.integer({ min: 0, max: of })
/** Usage whose parts fit their totals. */
const anyUsage: fc.Arbitrary<Usage> = fc
  .record({ inputTokens: part(400_000), outputTokens: part(50_000) })
  .chain(({ inputTokens, outputTokens }) =>
    fc
      .record({ cacheReadTokens: part(inputTokens), reasoningTokens: part(outputTokens) })
      .chain(({ cacheReadTokens, reasoningTokens }) =>
        part(inputTokens - cacheReadTokens).chain((cacheWriteTokens) =>
          part(cacheWriteTokens).map((cacheWrite1hTokens) => ({
            inputTokens,
            outputTokens,
            cacheReadTokens,
            cacheWriteTokens,
            cacheWrite1hTokens,
            reasoningTokens,
          })),
        ),
      ),
  )
const anyTier = fc.constantFrom(undefined, 'standard', 'batch', 'flex', 'priority', 'fast')
const anyRegion = fc.constantFrom(undefined, 'global', 'us', 'eu-west-1')

/** Media and units on top of the text. */
const anyMedia = fc.record({
  inputAudioTokens: part(1000),
  inputImageTokens: part(1000),
  outputAudioTokens: part(1000),
  outputImageTokens: part(1000),
  units: fc.record({
    webSearch: part(5),
    imageOutput: part(3),
    audioSecondInput: part(100).map((n) => n / 8),
  }),
})
type Media = typeof anyMedia extends fc.Arbitrary<infer T> ? T : never

function withMedia(usage: Usage, media: Media): Usage {
  const { inputTokens = 0, outputTokens = 0 } = usage
  return {
    ...usage,
    ...media,
    inputTokens: inputTokens + media.inputAudioTokens + media.inputImageTokens,
    outputTokens: outputTokens + media.outputAudioTokens + media.outputImageTokens,
  }
}

const anyTerms = fc.record({
  serviceTier: anyTier,
  region: anyRegion,
  tenantId: fc.constantFrom(undefined, 'plain', 'thirds', 'both'),
  at: fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 6) }),
})
const termsBook = createPriceBook({
  overrides: [
    { provider: 'openai', model: 'gpt-4o', prices: { input: { pico: 7, per: 3 }, output: '1.000001' } },
  ],
  tenants: [
    { tenantId: 'thirds', multiplier: '0.333333' },
    { tenantId: 'both', multiplier: '1.3' },
    { tenantId: 'both', provider: 'openai', multiplier: '0.9', from: '2026-01-01' },
    { tenantId: 'both', provider: 'anthropic', model: 'claude-sonnet-4-5', prices: { input: 2, output: 9 } },
  ],
})

describe('every calculation', () => {
  it('is the sum of its line items, and input plus output is the total', () => {
    fc.assert(
      fc.property(anyModel, anyUsage, anyMedia, anyTerms, (id, usage, media, terms) => {
        const cost = termsBook.calculate({ ...id, usage: withMedia(usage, media), ...terms })
        const sum = createMoneySum()
        for (const item of cost.lineItems) sum.add(item.amountPicoUsd)
        expect(sum.toPico()).toBe(BigInt(cost.totalPicoUsd))
        expect(cost.inputPicoUsd + cost.outputPicoUsd).toBe(cost.totalPicoUsd)
        expect(sum.toString()).toBe(cost.exactUsd)
        expect(Number(cost.exactUsd)).toBe(cost.totalCostUsd)
      }),
      { numRuns: 400 },
    )
  })

  it('costs the same on the short and on the general way', () => {
    fc.assert(
      fc.property(anyModel, anyUsage, (id, usage) => {
        const short = book.calculate({ ...id, usage })
        const general = book.calculate({ ...id, usage: { ...usage, units: {} } })
        expect(JSON.parse(JSON.stringify(general))).toEqual(JSON.parse(JSON.stringify(short)))
      }),
      { numRuns: 400 },
    )
  })

  it('does not fall when there are more tokens, unless they pass into a declared tier', () => {
    fc.assert(
      fc.property(anyModel, anyUsage, anyTerms, part(1000), part(1000), (id, usage, terms, ...added) => {
        const [moreInput, moreOutput] = added
        const { inputTokens = 0, outputTokens = 0 } = usage
        const less = termsBook.calculate({ ...id, ...terms, usage })
        const more = termsBook.calculate({
          ...id,
          ...terms,
          usage: { ...usage, inputTokens: inputTokens + moreInput, outputTokens: outputTokens + moreOutput },
        })
        if (less.pricing.contextTierAbove !== more.pricing.contextTierAbove) return
        expect(more.totalPicoUsd).toBeGreaterThanOrEqual(less.totalPicoUsd)
      }),
      { numRuns: 400 },
    )
  })

  it('is a cost at all, for any listed model and any mixture of counts', () => {
    const upTo = (max: number, min = 0) => fc.option(fc.integer({ min, max }), { nil: undefined })
    const count = upTo(100_000)
    const wild = fc.record({
      inputTokens: upTo(2_000_000, 1_000_000),
      outputTokens: upTo(2_000_000, 1_000_000),
      cacheReadTokens: upTo(400_000, 200_000),
      cacheWriteTokens: upTo(200_000, 100_000),
      cacheWrite1hTokens: count,
      reasoningTokens: count,
      inputAudioTokens: upTo(200_000, 100_000),
      cacheReadAudioTokens: count,
      outputAudioTokens: count,
      inputImageTokens: upTo(200_000, 100_000),
      cacheReadImageTokens: count,
      outputImageTokens: count,
      inputVideoTokens: count,
      outputVideoTokens: count,
      citationTokens: count,
    })
    fc.assert(
      fc.property(anyModel, wild, (id, usage) => {
        const cost = book.calculate({ ...id, usage })
        expect(Number.isSafeInteger(cost.totalPicoUsd) && cost.totalPicoUsd >= 0).toBe(true)
        expect(['priced', 'estimated']).toContain(cost.status)
        expect(cost.lineItems.every((item) => item.quantity > 0)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})
