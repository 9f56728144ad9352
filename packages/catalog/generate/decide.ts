import { samePrice, SOURCE_NAMES, type Opinion, type OpinionPeriod, type SourceName } from './opinion.ts'
import type { CatalogEntry, CatalogPrice, CatalogPrices, CatalogTokenKind } from '../src/types.ts'
import { PRICE_CODES } from '../src/price-codes.ts'

/** How sure a price is: two or more sources agree, one source alone, sources disagree, or read by a person. */
export type Agreement = 'agreed' | 'single' | 'disputed' | 'reviewed'

const UNIT_ERROR_FACTOR = 10

export interface Decision {
  readonly entries: readonly CatalogEntry[]
  readonly agreement: Agreement
  readonly sources: readonly SourceName[]
  /** What the sources say where they do not all say the same, for a person. */
  readonly dissent: readonly string[]
}

/** Weighs what the sources say of one model id; the opinions must be about the same id. */
export function decide(id: string, opinions: readonly Opinion[], date: string): Decision {
  const bySource = new Map<SourceName, Opinion>()
  for (const opinion of opinions) if (!bySource.has(opinion.source)) bySource.set(opinion.source, opinion)
  const voices = SOURCE_NAMES.flatMap((name) => bySource.get(name) ?? [])
  const groups = new Map<string, Opinion[]>()
  for (const voice of voices) {
    const { input, output } = currentPeriod(voice, date).prices
    const key = JSON.stringify([input, output])
    groups.set(key, [...(groups.get(key) ?? []), voice])
  }
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length)
  const isAgreed = largest.length > 1
  const winners = isAgreed ? largest : [newestOrDearest(voices, date)].flatMap((voice) => voice ?? [])
  const base = winners.find((voice) => voice.source === 'genai-prices') ?? winners.at(-1)
  if (base === undefined) throw new Error(`Nobody has a price for ${id}`)
  const dissent: string[] = []
  const entries = base.periods.map((period) => {
    const isCurrent = period === currentPeriod(base, date)
    const others = isCurrent
      ? winners.filter((voice) => voice !== base).map((voice) => currentPeriod(voice, date))
      : []
    return toEntry(id, period, others, dissent)
  })
  if (groups.size > 1) {
    dissent.unshift(...voices.map((voice) => `${voice.source} ${brief(currentPeriod(voice, date).prices)}`))
  }
  return {
    entries: currentFirst(entries, date),
    agreement: isAgreed ? 'agreed' : groups.size > 1 ? 'disputed' : 'single',
    sources: winners.map((voice) => voice.source),
    dissent,
  }
}

/**
 * The newest source, unless a source says ten times as much: that is a unit error of one of them, not a price
 * that moved, and the dearer one hides no cost.
 */
function newestOrDearest(voices: readonly Opinion[], date: string): Opinion | undefined {
  const input = (voice: Opinion): number => Number(currentPeriod(voice, date).prices.input)
  const [newest] = voices
  const dearest = voices.toSorted((a, b) => input(b) - input(a))[0]
  if (newest === undefined || dearest === undefined) return newest
  return input(newest) > 0 && input(dearest) > input(newest) * UNIT_ERROR_FACTOR ? dearest : newest
}

/** Whether a price holds on a date, at most hours of the day. */
function holdsOn({ window, from = '', to }: OpinionPeriod, date: string): boolean {
  return window === undefined && from <= date && (to === undefined || date < to)
}

function currentPeriod(opinion: Opinion, date: string): OpinionPeriod {
  const found = opinion.periods.find((period) => holdsOn(period, date)) ?? opinion.periods.at(0)
  if (found === undefined) throw new Error(`${opinion.source} has no period for ${opinion.id}`)
  return found
}

function currentFirst(entries: readonly CatalogEntry[], date: string): CatalogEntry[] {
  return [...entries].sort((a, b) => Number(holdsOn(b, date)) - Number(holdsOn(a, date)))
}

function toEntry(
  id: string,
  period: OpinionPeriod,
  others: readonly OpinionPeriod[],
  dissent: string[],
): CatalogEntry {
  const prices: Partial<Record<CatalogTokenKind, CatalogPrice>> = {}
  for (const [, kind] of PRICE_CODES) {
    const price = choose(
      kind,
      [period, ...others].flatMap((one) => one.prices[kind] ?? []),
      dissent,
    )
    if (price !== undefined) prices[kind] = price
  }
  const units: Record<string, CatalogPrice> = {}
  for (const one of [period, ...others].toReversed()) Object.assign(units, one.prices.units)
  const tiers = [period, ...others].find((one) => one.tiers.length > 0)?.tiers ?? []
  return {
    model: id,
    aliases: [],
    ...(period.from === undefined ? {} : { from: period.from }),
    ...(period.to === undefined ? {} : { to: period.to }),
    ...(period.window === undefined ? {} : { window: period.window }),
    prices: { ...prices, ...(Object.keys(units).length > 0 ? { units } : {}) },
    tiers,
    serviceTiers: {},
    regions: {},
  }
}

/** The price that most winners have; with no majority the one of the source that comes first. */
function choose(
  kind: CatalogTokenKind,
  values: readonly CatalogPrice[],
  dissent: string[],
): CatalogPrice | undefined {
  const [first] = values
  if (first === undefined || values.every((value) => samePrice(value, first))) return first
  dissent.push(`${kind} ${[...new Set(values.map((value) => JSON.stringify(value)))].join(' or ')}`)
  const counted = values.map((value) => values.filter((other) => samePrice(value, other)).length)
  return values[counted.indexOf(Math.max(...counted))]
}

function brief(prices: CatalogPrices): string {
  const shown = (price: CatalogPrice | undefined): string =>
    price === undefined ? '?' : typeof price === 'string' ? price : `${price.pico}/${price.per}p`
  return `${shown(prices.input)}/${shown(prices.output)}`
}
