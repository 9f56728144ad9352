import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createMoneySum, createPriceBook, type PriceEntry, type TokenPrices } from './index.ts'

interface CasePrices {
  readonly input: number
  readonly output: number
  readonly cacheRead?: number
  readonly cacheWrite5m?: number
  readonly cacheWrite1h?: number
  readonly above200k?: { readonly input: number; readonly output: number }
}
interface CostCase {
  readonly id: string
  readonly fault: string
  readonly provider?: string
  readonly model?: string
  readonly repeat?: number
  readonly prices: CasePrices
  readonly usage: Readonly<
    Record<'uncached' | 'cacheRead' | 'cacheWrite5m' | 'cacheWrite1h' | 'output', number>
  > & {
    readonly reasoningWithinOutput?: number
  }
  readonly expectUsd: string
  readonly wrongUsd: string | null
}

const { cases } = JSON.parse(
  readFileSync(new URL('__fixtures__/cost-cases.json', import.meta.url), 'utf8'),
) as { cases: readonly CostCase[] }

function entryOf({ prices }: CostCase): PriceEntry {
  const { above200k, cacheWrite5m, ...rest } = prices
  const own: TokenPrices = { ...rest, ...(cacheWrite5m === undefined ? {} : { cacheWrite: cacheWrite5m }) }
  const entry = { provider: 'case', model: 'case', prices: own }
  return above200k === undefined
    ? entry
    : { ...entry, tiers: [{ aboveInputTokens: 200_000, prices: above200k }] }
}

/** The disjoint counts of a case as the inclusive usage that the price book takes. */
function usageOf({ usage }: CostCase) {
  const cacheWriteTokens = usage.cacheWrite5m + usage.cacheWrite1h
  return {
    inputTokens: usage.uncached + usage.cacheRead + cacheWriteTokens,
    outputTokens: usage.output,
    cacheReadTokens: usage.cacheRead,
    cacheWriteTokens,
    cacheWrite1hTokens: usage.cacheWrite1h,
    ...(usage.reasoningWithinOutput === undefined ? {} : { reasoningTokens: usage.reasoningWithinOutput }),
  }
}

describe('costs that others got wrong', () => {
  it('has all of them', () => expect(cases).toHaveLength(12))

  it.each(cases)('$id: $fault', (one) => {
    const book = createPriceBook({ catalog: false, overrides: [entryOf(one)] })
    const cost = book.calculate({ provider: 'case', model: 'case', usage: usageOf(one) })
    const sum = createMoneySum()
    for (let call = 0; call < (one.repeat ?? 1); call += 1) sum.add(cost.totalPicoUsd)
    expect(sum.toString()).toBe(one.expectUsd)
    expect(sum.toString()).not.toBe(one.wrongUsd)
    expect(cost.flags).toEqual([])
  })

  it.each(cases.filter((one) => one.model !== undefined))('$id at the list price of the catalogue', (one) => {
    const cost = createPriceBook().calculate({
      provider: one.provider ?? '',
      model: one.model ?? '',
      usage: usageOf(one),
    })
    expect(cost.exactUsd).toBe(one.expectUsd)
    expect(cost.pricing.matchedBy).toBe('exact')
  })
})
