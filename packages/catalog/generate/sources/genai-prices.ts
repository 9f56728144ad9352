import { findProvider } from '@pydantic/genai-prices'
import { perSecondFromHour, perThousand, priceFromNumber } from '../decimal.ts'
import type { CatalogPrice, CatalogTokenKind } from '../../src/types.ts'
import type { Opinion, OpinionPeriod } from '../opinion.ts'
import { thresholdOf } from './threshold.ts'

type Tiered = number | { readonly base: number; readonly tiers: readonly { start: number; price: number }[] }
type SourcePrices = Readonly<Record<string, Tiered>>
interface Clause {
  readonly equals?: string
  readonly starts_with?: string
  readonly ends_with?: string
  readonly contains?: string
  readonly regex?: string
  readonly or?: readonly Clause[]
  readonly and?: readonly Clause[]
}
interface Constraint {
  readonly type: string
  readonly start_date?: string
  readonly start_time?: string
  readonly end_time?: string
}
interface SourceModel {
  readonly id: string
  readonly match: Clause
  readonly prices: SourcePrices | readonly { constraint?: Constraint; prices: SourcePrices }[]
  readonly price_comments?: string
}

const TOKEN_KEYS: Readonly<Record<string, CatalogTokenKind>> = {
  input_mtok: 'input',
  output_mtok: 'output',
  cache_read_mtok: 'cacheRead',
  cache_write_mtok: 'cacheWrite',
  cache_write_1h_mtok: 'cacheWrite1h',
  input_audio_mtok: 'inputAudio',
  cache_audio_read_mtok: 'cacheReadAudio',
  output_audio_mtok: 'outputAudio',
  input_image_mtok: 'inputImage',
  cache_image_read_mtok: 'cacheReadImage',
  output_image_mtok: 'outputImage',
  input_video_mtok: 'inputVideo',
  output_video_mtok: 'outputVideo',
  output_reasoning_mtok: 'reasoning',
  output_citation_mtok: 'citation',
}
const PER_THOUSAND_UNITS: Readonly<Record<string, string>> = {
  web_searches_kcount: 'webSearch',
  storage_searches_kcount: 'fileSearch',
  requests_kcount: 'request',
  input_document_kpages: 'pageInput',
  input_annotated_document_kpages: 'annotatedPageInput',
  input_text_messages_kcount: 'textMessageInput',
}

/** What the source says of a price that it has from a market place, not from the provider it stands under. */
const FROM_OPENROUTER = /^(?:imported from openrouter|seen on openrouter|can't find pricing)/i

/** Everything genai-prices knows of a provider. */
export function genaiOpinions(provider: string, sourceId: string): Opinion[] {
  const found = findProvider({ providerId: sourceId })
  if (found === undefined) throw new Error(`genai-prices has no provider ${sourceId}`)
  return (found.models as readonly SourceModel[]).flatMap((model) => {
    const periods = periodsOf(model)
    if (
      periods.length === 0 ||
      (provider !== 'openrouter' && FROM_OPENROUTER.test(model.price_comments ?? ''))
    )
      return []
    return idsOf(model).map((id) => ({
      source: 'genai-prices' as const,
      provider,
      id,
      canonical: model.id,
      periods,
    }))
  })
}

/** The ids that a match names outright; prefixes count as an id when they read like a whole one. */
function idsOf(model: SourceModel): string[] {
  const ids = new Set([model.id])
  const visit = (clause: Clause): void => {
    const whole = clause.equals ?? clause.ends_with
    if (whole !== undefined) ids.add(whole)
    const prefix = clause.starts_with ?? clause.contains
    if (prefix !== undefined && !/[-@.]$/.test(prefix)) ids.add(prefix)
    for (const part of clause.or ?? clause.and ?? []) visit(part)
  }
  visit(model.match)
  return [...ids].filter((id) => !id.includes(' '))
}

function periodsOf(model: SourceModel): OpinionPeriod[] {
  if (!isDated(model.prices))
    return [readPrices(model.prices, model)].filter((period) => period !== undefined)
  const periods: OpinionPeriod[] = []
  let from: string | undefined
  for (const { constraint, prices } of model.prices) {
    const read = readPrices(prices, model)
    if (read === undefined) continue
    if (constraint?.type === 'time_of_date') {
      const window = { start: clock(constraint.start_time), end: clock(constraint.end_time) }
      periods.push({ ...read, window, ...(from === undefined ? {} : { from }) })
      continue
    }
    const start = constraint?.start_date
    if (start !== undefined) {
      const last = periods.findLastIndex((period) => period.window === undefined)
      const before = periods[last]
      if (before !== undefined) periods[last] = { ...before, to: start }
    }
    from = start ?? from
    periods.push(start === undefined ? read : { ...read, from: start })
  }
  return periods.toReversed()
}

function isDated(
  prices: SourceModel['prices'],
): prices is readonly { constraint?: Constraint; prices: SourcePrices }[] {
  return Array.isArray(prices)
}

function clock(time: string | undefined): string {
  return (time ?? '').slice(0, 5)
}

function readPrices(source: SourcePrices, model: SourceModel): OpinionPeriod | undefined {
  const prices: Record<string, CatalogPrice> = {}
  const units: Record<string, CatalogPrice> = {}
  const tiers = new Map<number, Record<string, CatalogPrice>>()
  for (const [key, value] of Object.entries(source)) {
    const kind = TOKEN_KEYS[key]
    if (kind !== undefined) {
      prices[kind] = priceFromNumber(baseOf(value), 1_000_000)
      for (const { start, price } of typeof value === 'number' ? [] : value.tiers) {
        const tier = tiers.get(start) ?? {}
        tier[kind] = priceFromNumber(price, 1_000_000)
        tiers.set(start, tier)
      }
      continue
    }
    const unit = PER_THOUSAND_UNITS[key]
    if (unit !== undefined) units[unit] = perThousand(baseOf(value))
    else if (key === 'audio_hours') units['sessionMinute'] = perMinuteFromHour(baseOf(value))
    else if (key === 'input_audio_hours') units['audioSecondInput'] = perSecondFromHour(baseOf(value))
    else throw new Error(`genai-prices has a price that is not known here: ${key} of ${model.id}`)
  }
  if (units['audioSecondInput'] !== undefined) delete units['sessionMinute']
  const hasUnits = Object.keys(units).length > 0
  if (!hasUnits && Object.keys(prices).length === 0 && !isFree(model)) return undefined
  return {
    prices: { input: '0', output: '0', ...prices, ...(hasUnits ? { units } : {}) },
    tiers: [...tiers]
      .sort(([a], [b]) => a - b)
      .map(([start, tier]) => ({ ...thresholdOf(start), prices: tier, serviceTiers: {} })),
  }
}

function baseOf(value: Tiered): number {
  return typeof value === 'number' ? value : value.base
}

function perMinuteFromHour(value: number): CatalogPrice {
  return priceFromNumber(Number((value / 60).toPrecision(12)), 1)
}

/** No price at all means free of charge for these; for anything else it means unknown. */
function isFree(model: SourceModel): boolean {
  return (
    model.id.endsWith(':free') ||
    model.id === 'moderation' ||
    /free of charge/i.test(model.price_comments ?? '')
  )
}
