import { TokentollError } from '../errors.ts'
import type { ContextTier, FractionalPrice, PriceEntry, PriceValue, TokenPrices } from '../types.ts'
import type { PriceLayer, TokenPriceKey } from './rate-card.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Layer = Mutable<Omit<PriceLayer, 'units'>> & { units?: Record<string, PriceValue | FractionalPrice> }
interface Tier {
  aboveInputTokens: number
  inclusive: boolean
  prices: Layer
  serviceTiers: Record<string, Layer>
}

const PRICE_KEYS: ReadonlyMap<string, TokenPriceKey> = new Map([
  ['i', 'input'],
  ['o', 'output'],
  ['r', 'cacheRead'],
  ['w', 'cacheWrite'],
  ['h', 'cacheWrite1h'],
  ['ia', 'inputAudio'],
  ['ra', 'cacheReadAudio'],
  ['oa', 'outputAudio'],
  ['ii', 'inputImage'],
  ['oi', 'outputImage'],
  ['iv', 'inputVideo'],
  ['t', 'reasoning'],
])
const PRICE = /^([a-z]{1,2})(\d[\d.]*)(?:\/(\d+))?$/
const UNIT = /^([a-zA-Z]+):(\d[\d.]*)(?:\/(\d+))?$/
const WINDOW = /^~(\d\d:\d\d)-(\d\d:\d\d)(?:\/([0-6]+))?$/
const PERIOD = /^\[([^,]*),([^)]*)\)$/
const TIER = /^>(=?)(\d+)$/

/** Reads one line of a catalogue into its dated entries. */
export function parseLine(provider: string, url: string | undefined, line: string): PriceEntry[] {
  const [head = '', ...rest] = line.split(' | ')
  const words = head.split(' ')
  const model = words[0] ?? ''
  const aliases = words
    .filter((word, index) => index > 0 && word.startsWith('='))
    .map((word) => word.slice(1))
  const first = words.slice(1 + aliases.length)
  const periods = [first, ...rest.map((text) => text.split(' '))]
  return periods.map((period) => parsePeriod({ provider, model, aliases, source: url }, period, line))
}

function parsePeriod(
  identity: { provider: string; model: string; aliases: readonly string[]; source: string | undefined },
  words: readonly string[],
  line: string,
): PriceEntry {
  const base: Layer = {}
  const entry: Mutable<PriceEntry> = {
    provider: identity.provider,
    model: identity.model,
    prices: base as unknown as TokenPrices,
  }
  if (identity.aliases.length > 0) entry.aliases = identity.aliases
  if (identity.source !== undefined) entry.source = identity.source
  const tiers: Tier[] = []
  const services: Record<string, Layer> = {}
  const regions: Record<string, Layer> = {}
  let layer = base
  for (const word of words) {
    const head = word[0]
    if (head === '[') readPeriod(entry, word, line)
    else if (head === '~') readWindow(entry, word, line)
    else if (head === '#') entry.source = word.slice(1)
    else if (head === '>') tiers.push(openTier((layer = {}), word, line))
    else if (head === '*') (tiers.at(-1)?.serviceTiers ?? services)[word.slice(1)] = layer = {}
    else if (head === '@') regions[word.slice(1)] = layer = {}
    else if (head === 'x') layer.multiplier = word.slice(1)
    else readPrice(layer, word, line)
  }
  if (base.input === undefined || base.output === undefined) throw malformed('i and o', line)
  if (Object.keys(services).length > 0)
    entry.serviceTiers = services as NonNullable<PriceEntry['serviceTiers']>
  if (Object.keys(regions).length > 0) entry.regions = regions as NonNullable<PriceEntry['regions']>
  if (tiers.length > 0) entry.tiers = tiers as readonly ContextTier[]
  return entry
}

function readPeriod(entry: Mutable<PriceEntry>, word: string, line: string): void {
  const match = PERIOD.exec(word)
  if (match === null) throw malformed(word, line)
  if (match[1]) entry.from = match[1]
  if (match[2]) entry.to = match[2]
}

function readWindow(entry: Mutable<PriceEntry>, word: string, line: string): void {
  const [, start, end, days] = WINDOW.exec(word) ?? []
  if (start === undefined || end === undefined) throw malformed(word, line)
  entry.window = days === undefined ? { start, end } : { start, end, weekdays: [...days].map(Number) }
}

function openTier(prices: Layer, word: string, line: string): Tier {
  const match = TIER.exec(word)
  if (match === null) throw malformed(word, line)
  return { aboveInputTokens: Number(match[2]), inclusive: match[1] === '=', prices, serviceTiers: {} }
}

function readPrice(layer: Layer, word: string, line: string): void {
  const token = PRICE.exec(word)
  const key = PRICE_KEYS.get(token?.[1] ?? '')
  if (token !== null && key !== undefined) {
    layer[key] = priceOf(token[2] ?? '', token[3])
    return
  }
  const unit = UNIT.exec(word)
  if (unit === null) throw malformed(word, line)
  layer.units = { ...layer.units, [unit[1] ?? '']: priceOf(unit[2] ?? '', unit[3]) }
}

function priceOf(amount: string, per: string | undefined): PriceValue | FractionalPrice {
  return per === undefined ? amount : { pico: Number(amount), per: Number(per) }
}

function malformed(word: string, line: string): TokentollError {
  return new TokentollError({
    code: 'catalog_invalid',
    problem: `A catalogue line that cannot be read at ${JSON.stringify(word)}`,
    field: 'catalog',
    value: line,
    remedy: 'Load the catalogue again; it may have been cut short or written by a newer version.',
  })
}
