import type { CatalogEntry, CatalogPrice, CatalogPrices } from '../src/types.ts'

/** Per 1M tokens; the dearest list price so far is o1-pro with 150 and 600. */
const MAX_INPUT_USD = 200
const MAX_OUTPUT_USD = 800
const MAX_UNIT_USD = 50
/** How far a service tier or region may be from the standard price, either way. */
const MAX_TIER_FACTOR = 10
const MAX_CACHE_WRITE_FACTOR = 2.5
const MAX_ONE_HOUR_FACTOR = 4
const CLAUDE_ONE_HOUR_FACTOR = 2
/** Output against input, either way; the widest that a provider's own page has are 20 (speech) and 1/16. */
const MAX_OUTPUT_FACTOR = 30
/** Embeddings, rerankers, classifiers and moderation: models whose answer is not tokens. */
const INPUT_ONLY = /embed|gecko|rerank|moderation|^voyage-|bge-|distilbert|^jev/

/**
 * What is wrong with a price by its size alone: unit errors, swapped fields, an output price that is missing.
 * Empty when nothing is. A model that generates no tokens may have an output price of 0.
 */
export function findImplausible(entry: CatalogEntry, isInputOnly = false): string[] {
  const problems: string[] = []
  const base = entry.prices
  if (!isInputOnly && !INPUT_ONLY.test(entry.model.toLowerCase())) checkOutput(base, problems)
  const isClaude = /claude/.test(entry.model)
  checkPrices(base, 'standard', problems)
  if (isClaude) checkOneHour(base, 'standard', problems)
  for (const [name, prices] of Object.entries(entry.serviceTiers)) checkAgainst(base, prices, name, problems)
  for (const [name, prices] of Object.entries(entry.regions)) checkAgainst(base, prices, name, problems)
  for (const tier of entry.tiers) {
    checkPrices({ ...base, ...tier.prices }, `above ${tier.aboveInputTokens}`, problems)
    if (isClaude) checkOneHour({ ...base, ...tier.prices }, `above ${tier.aboveInputTokens}`, problems)
    checkAgainst(base, tier.prices, `above ${tier.aboveInputTokens}`, problems)
  }
  return problems
}

function checkOutput(prices: CatalogPrices, problems: string[]): void {
  const input = usd(prices.input) ?? 0
  const output = usd(prices.output) ?? 0
  if (input === 0) return
  if (output === 0) {
    const kinds = (['outputAudio', 'outputImage', 'outputVideo'] as const).filter((kind) => prices[kind])
    problems.push(`standard: output costs nothing${kinds.length > 0 ? ` but ${kinds.join(', ')}` : ''}`)
  } else if (output > input * MAX_OUTPUT_FACTOR || output < input / MAX_OUTPUT_FACTOR) {
    problems.push(`standard: output is ${Number((output / input).toPrecision(3))} times the input price`)
  }
}

function checkPrices(prices: CatalogPrices, name: string, problems: string[]): void {
  const input = usd(prices.input) ?? 0
  const output = usd(prices.output) ?? 0
  if (input > MAX_INPUT_USD)
    problems.push(`${name}: input ${input} is above ${MAX_INPUT_USD} USD per 1M tokens`)
  if (output > MAX_OUTPUT_USD)
    problems.push(`${name}: output ${output} is above ${MAX_OUTPUT_USD} USD per 1M tokens`)
  const read = usd(prices.cacheRead)
  if (read !== undefined && read > input)
    problems.push(`${name}: cache read ${read} costs more than input ${input}`)
  const write = usd(prices.cacheWrite)
  if (write !== undefined && write > input * MAX_CACHE_WRITE_FACTOR) {
    problems.push(`${name}: cache write ${write} is more than ${MAX_CACHE_WRITE_FACTOR} times input ${input}`)
  }
  const oneHour = usd(prices.cacheWrite1h)
  if (oneHour !== undefined && (oneHour > input * MAX_ONE_HOUR_FACTOR || oneHour < input)) {
    problems.push(
      `${name}: one-hour cache write ${oneHour} is not between 1 and ${MAX_ONE_HOUR_FACTOR} times input ${input}`,
    )
  }
  for (const [unit, price] of Object.entries(prices.units ?? {})) {
    const amount = typeof price === 'string' ? Number(price) : price.pico / price.per / 1e12
    if (amount > MAX_UNIT_USD) problems.push(`${name}: ${unit} ${amount} is above ${MAX_UNIT_USD} USD`)
  }
}

/** Claude's caches have fixed factors, so anything else is a unit error or the price of another model. */
function checkOneHour(prices: CatalogPrices, name: string, problems: string[]): void {
  const input = usd(prices.input) ?? 0
  const oneHour = usd(prices.cacheWrite1h)
  if (oneHour === undefined || input === 0 || Math.abs(oneHour / input - CLAUDE_ONE_HOUR_FACTOR) < 1e-6)
    return
  problems.push(
    `${name}: one-hour cache write ${oneHour} is not ${CLAUDE_ONE_HOUR_FACTOR} times input ${input}`,
  )
}

function checkAgainst(base: CatalogPrices, prices: CatalogPrices, name: string, problems: string[]): void {
  const factors: [string, number][] =
    prices.multiplier === undefined ? [] : [['multiplier', Number(prices.multiplier)]]
  for (const kind of ['input', 'output'] as const) {
    const standard = usd(base[kind])
    const other = usd(prices[kind])
    if (standard !== undefined && other !== undefined && standard > 0) factors.push([kind, other / standard])
  }
  for (const [kind, factor] of factors) {
    if (factor > MAX_TIER_FACTOR || factor < 1 / MAX_TIER_FACTOR) {
      problems.push(`${name}: ${kind} is ${Number(factor.toPrecision(3))} times the standard price`)
    }
  }
}

function usd(price: CatalogPrice | undefined): number | undefined {
  if (price === undefined) return undefined
  return typeof price === 'string' ? Number(price) : price.pico / price.per / 1e6
}
