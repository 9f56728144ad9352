import { PRICE_CODES } from './price-codes.ts'
import type { CatalogEntry, CatalogPrice, CatalogTokenKind, CatalogWindow } from './types.ts'

interface Layer extends Partial<Record<CatalogTokenKind, CatalogPrice>> {
  units?: Record<string, CatalogPrice>
  multiplier?: string
}

interface Tier {
  readonly aboveInputTokens: number
  readonly inclusive: boolean
  readonly prices: Layer
  readonly serviceTiers: Record<string, Layer>
}

const PRICE = /^([a-z]{1,2})(\d[\d.]*)(?:\/(\d+))?$/
const UNIT = /^([a-zA-Z]+):(\d[\d.]*)(?:\/(\d+))?$/
const WINDOW = /^~(\d\d:\d\d)-(\d\d:\d\d)(?:\/([0-6]+))?$/
const PERIOD = /^\[([^,]*),([^)]*)\)$/
const TIER = /^>(=?)(\d+)$/
const FACTOR = /^x(\d[\d.]*)$/

/**
 * Reads one line of a catalogue into its dated entries, the current one first.
 *
 * Throws a `SyntaxError` that names the word it could not read.
 */
export function readLine(line: string): CatalogEntry[] {
  const [head = '', ...rest] = line.split(' | ')
  const words = head.split(' ')
  const model = words[0] ?? ''
  let start = 1
  while (words[start]?.startsWith('=') === true) start += 1
  const aliases = words.slice(1, start).map((word) => word.slice(1))
  const periods = [words.slice(start), ...rest.map((text) => text.split(' '))]
  const [first, ...others] = periods.map((period) => readPeriod(model, aliases, period))
  if (first === undefined) throw unreadable(line)
  const { source } = first
  return [first, ...(source === undefined ? others : others.map((other) => ({ source, ...other })))]
}

function readPeriod(model: string, aliases: readonly string[], words: readonly string[]): CatalogEntry {
  const prices: Layer = {}
  const tiers: Tier[] = []
  const serviceTiers: Record<string, Layer> = {}
  const regions: Record<string, Layer> = {}
  let dates: { from?: string; to?: string } = {}
  let window: CatalogWindow | undefined
  let source: string | undefined
  let layer = prices
  for (const word of words) {
    const mark = word[0]
    if (mark === '[') dates = readDates(word)
    else if (mark === '~') window = readWindow(word)
    else if (mark === '#') source = word.slice(1)
    else if (mark === '>') tiers.push(openTier((layer = {}), word))
    else if (mark === '*') (tiers.at(-1)?.serviceTiers ?? serviceTiers)[word.slice(1)] = layer = {}
    else if (mark === '@') regions[word.slice(1)] = layer = {}
    else if (FACTOR.test(word)) layer.multiplier = word.slice(1)
    else readPrice(layer, word)
  }
  if (prices.input === undefined || prices.output === undefined) throw unreadable('a line without i and o')
  return {
    model,
    aliases,
    ...dates,
    ...(window === undefined ? {} : { window }),
    prices,
    tiers,
    serviceTiers,
    regions,
    ...(source === undefined ? {} : { source }),
  }
}

function readDates(word: string): { from?: string; to?: string } {
  const match = PERIOD.exec(word)
  if (match === null) throw unreadable(word)
  const [, from, to] = match
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) }
}

function readWindow(word: string): CatalogWindow {
  const [, start, end, days] = WINDOW.exec(word) ?? []
  if (start === undefined || end === undefined) throw unreadable(word)
  return days === undefined ? { start, end } : { start, end, weekdays: Array.from(days, Number) }
}

function openTier(prices: Layer, word: string): Tier {
  const match = TIER.exec(word)
  if (match === null) throw unreadable(word)
  return { aboveInputTokens: Number(match[2]), inclusive: match[1] === '=', prices, serviceTiers: {} }
}

function readPrice(layer: Layer, word: string): void {
  const token = PRICE.exec(word)
  const kind = token === null ? undefined : kindOf(token[1] ?? '')
  if (token !== null && kind !== undefined) {
    layer[kind] = priceOf(token[2] ?? '', token[3])
    return
  }
  const unit = UNIT.exec(word)
  if (unit === null) throw unreadable(word)
  layer.units = { ...layer.units, [unit[1] ?? '']: priceOf(unit[2] ?? '', unit[3]) }
}

function kindOf(code: string): CatalogTokenKind | undefined {
  for (const [known, kind] of PRICE_CODES) if (known === code) return kind
  return undefined
}

function priceOf(amount: string, per: string | undefined): CatalogPrice {
  return per === undefined ? amount : { pico: Number(amount), per: Number(per) }
}

function unreadable(word: string): SyntaxError {
  return new SyntaxError(`Cannot read ${JSON.stringify(word)}`)
}
