import { PRICE_CODES } from '../src/price-codes.ts'
import type { CatalogEntry, CatalogPrice, CatalogPrices } from '../src/types.ts'

/** Writes the dated entries of one model as a catalogue line: the opposite of `readLine`. */
export function writeLine(entries: readonly CatalogEntry[]): string {
  const [first] = entries
  if (first === undefined) throw new Error('A model without a price has no line')
  const aliases = first.aliases.map((alias) => `=${alias}`)
  return [
    [first.model, ...aliases, ...writePeriod(first)].join(' '),
    ...entries.slice(1).map((e) => writePeriod(e).join(' ')),
  ].join(' | ')
}

function writePeriod(entry: CatalogEntry): string[] {
  const words: string[] = []
  if (entry.from !== undefined || entry.to !== undefined)
    words.push(`[${entry.from ?? ''},${entry.to ?? ''})`)
  if (entry.window !== undefined) {
    const { start, end, weekdays } = entry.window
    words.push(`~${start}-${end}${weekdays === undefined ? '' : `/${weekdays.join('')}`}`)
  }
  words.push(...writePrices(entry.prices))
  if (entry.source !== undefined) words.push(`#${entry.source}`)
  for (const [name, prices] of Object.entries(entry.serviceTiers))
    words.push(`*${name}`, ...writePrices(prices))
  for (const [name, prices] of Object.entries(entry.regions)) words.push(`@${name}`, ...writePrices(prices))
  for (const tier of entry.tiers) {
    words.push(`>${tier.inclusive ? '=' : ''}${tier.aboveInputTokens}`, ...writePrices(tier.prices))
    for (const [name, prices] of Object.entries(tier.serviceTiers))
      words.push(`*${name}`, ...writePrices(prices))
  }
  return words
}

function writePrices(prices: CatalogPrices): string[] {
  const words: string[] = []
  if (prices.multiplier !== undefined) words.push(`x${prices.multiplier}`)
  for (const [code, kind] of PRICE_CODES) {
    const price = prices[kind]
    if (price !== undefined) words.push(`${code}${writePrice(price)}`)
  }
  for (const [unit, price] of Object.entries(prices.units ?? {})) words.push(`${unit}:${writePrice(price)}`)
  return words
}

function writePrice(price: CatalogPrice): string {
  return typeof price === 'string' ? price : `${price.pico}/${price.per}`
}
