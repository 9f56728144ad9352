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

describe('every calculation', () => {
  it('is the sum of its line items, and input plus output is the total', () => {
    fc.assert(
      fc.property(anyModel, anyUsage, anyTier, anyRegion, (id, usage, serviceTier, region) => {
        const cost = book.calculate({ ...id, usage, serviceTier, region })
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
      fc.property(anyModel, anyUsage, part(1000), part(1000), (id, usage, moreInput, moreOutput) => {
        const { inputTokens = 0, outputTokens = 0 } = usage
        const less = book.calculate({ ...id, usage })
        const more = book.calculate({
          ...id,
          usage: { ...usage, inputTokens: inputTokens + moreInput, outputTokens: outputTokens + moreOutput },
        })
        if (less.pricing.contextTierAbove !== more.pricing.contextTierAbove) return
        expect(more.totalPicoUsd).toBeGreaterThanOrEqual(less.totalPicoUsd)
      }),
      { numRuns: 400 },
    )
  })

  it('costs streamed what it costs whole: events that say less than everything add up to the same usage', () => {
    const fields = [
      'inputTokens',
      'outputTokens',
      'cacheReadTokens',
      'cacheWriteTokens',
      'cacheWrite1hTokens',
      'reasoningTokens',
    ] as const
    fc.assert(
      fc.property(
        anyModel,
        anyUsage,
        fc.array(fc.subarray([...fields]), { maxLength: 5 }),
        (id, usage, events) => {
          // A stream repeats fields, leaves fields out, and grows them; the last value of each stands.
          let seen: Usage = {}
          for (const event of events) {
            seen = {
              ...seen,
              ...Object.fromEntries(event.map((field) => [field, Math.floor((usage[field] ?? 0) / 2)])),
            }
          }
          const streamed: Usage = {
            ...seen,
            ...Object.fromEntries(fields.toReversed().map((field) => [field, usage[field]])),
          }
          expect(book.calculate({ ...id, usage: streamed }).exactUsd).toBe(
            book.calculate({ ...id, usage }).exactUsd,
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  it('is a cost at all, for any listed model and any mixture of counts', () => {
    const count = fc.option(fc.integer({ min: 0, max: 2_000_000 }), { nil: undefined })
    const wild = fc.record({
      inputTokens: count,
      outputTokens: count,
      cacheReadTokens: count,
      cacheWriteTokens: count,
      cacheWrite1hTokens: count,
      reasoningTokens: count,
      inputAudioTokens: count,
      cacheReadAudioTokens: count,
      outputAudioTokens: count,
      inputImageTokens: count,
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
