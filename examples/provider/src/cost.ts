import { costOf } from './money.ts'
import type { ListedModel, ListPrices } from './price-list.ts'
import type { Figures } from './types.ts'

const million = 1_000_000

/** What the provider charges for a call, in 1e-18 USD. */
export function charge(listed: ListedModel, figures: Figures, serviceTier: string | undefined): bigint {
  const prices = pricesFor(listed, figures, serviceTier)
  const write1h = figures.cacheWrite1hTokens
  const write = figures.cacheWriteTokens - write1h
  const uncached = figures.inputTokens - figures.cacheReadTokens - figures.cacheWriteTokens
  const writePrice = prices.cacheWrite ?? prices.input
  return (
    costOf(uncached, prices.input, million) +
    costOf(figures.cacheReadTokens, prices.cacheRead ?? prices.input, million) +
    costOf(write, writePrice, million) +
    costOf(write1h, prices.cacheWrite1h ?? writePrice, million) +
    costOf(figures.outputTokens, prices.output, million) +
    costOf(figures.webSearchRequests, prices.webSearch ?? '0', 1000)
  )
}

function pricesFor(listed: ListedModel, figures: Figures, serviceTier: string | undefined): ListPrices {
  const long = listed.longContext
  if (long !== undefined && figures.inputTokens > long.aboveInputTokens) return long.prices
  return (serviceTier === undefined ? undefined : listed.serviceTiers?.[serviceTier]) ?? listed.prices
}
