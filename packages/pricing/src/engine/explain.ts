import type { FractionalPrice, PriceLayer, PriceValue } from '../types.ts'
import { periodAt } from './choose-card.ts'
import type { Period } from './period.ts'
import { TOKEN_PRICE_KEYS } from './rate-card.ts'
import type { Found } from './shelf.ts'

interface Question {
  readonly model: string
  readonly provider: string | undefined
  readonly found: Found | undefined
  readonly at: number
}

/** What is known of a model id, as lines for a person. */
export function explainModel(question: Question): string {
  const { model, provider, found, at } = question
  const asked = provider === undefined ? model : `${provider} ${model}`
  if (found === undefined)
    return `${asked}: no price. It would be booked as unpriced, or at the fallback price if one is set.`
  const { priced, matchedBy, region } = found
  const current = periodAt(priced.periods, at)
  const estimate = matchedBy === 'family' ? ', an estimate' : ''
  const lines = [
    `${asked}: priced as ${priced.provider} ${priced.model} (matched by ${matchedBy}${estimate})`,
  ]
  if (region !== undefined) lines.push(`  region of the id: ${region}`)
  lines.push('  USD per 1M tokens; units per one')
  for (const period of priced.periods) lines.push(...explainPeriod(period, period === current))
  if (current === undefined) lines.push('  No price holds at this instant.')
  return lines.join('\n')
}

function explainPeriod(period: Period, isCurrent: boolean): string[] {
  const { entry, isOverride } = period
  const { from, to, window } = entry
  const dates =
    from === undefined && to === undefined ? 'always' : `${from ?? 'ever'} to ${to ?? 'further notice'}`
  const days =
    window?.weekdays === undefined ? '' : ` on weekdays ${window.weekdays.join(', ')} (0 is Sunday)`
  const hours = window === undefined ? '' : `, ${window.start} to ${window.end} UTC${days}`
  const lines = [`  ${isCurrent ? 'now' : 'then'}: ${dates}${hours}${isOverride ? ', override' : ''}`]
  lines.push(`    ${explainPrices(entry.prices)}`)
  lines.push(...explainLayers('', entry.serviceTiers), ...explainLayers('region ', entry.regions))
  for (const tier of period.tiers) {
    const bound = `${tier.inclusive === true ? 'from' : 'above'} ${tier.aboveInputTokens} input tokens`
    lines.push(`    ${bound}: ${explainPrices(tier.prices)}`)
    lines.push(...explainLayers(`${bound}, `, tier.serviceTiers))
  }
  if (entry.source !== undefined && entry.source !== '') lines.push(`    source: ${entry.source}`)
  return lines
}

function explainLayers(prefix: string, layers: Readonly<Record<string, PriceLayer>> | undefined): string[] {
  return Object.entries(layers ?? {}).map(([name, layer]) => `    ${prefix}${name}: ${explainPrices(layer)}`)
}

function explainPrices(layer: PriceLayer): string {
  const parts = layer.multiplier === undefined ? [] : [`times ${layer.multiplier}`]
  for (const key of TOKEN_PRICE_KEYS) {
    const price = layer[key]
    if (price !== undefined) parts.push(`${key} ${show(price)}`)
  }
  for (const [unit, price] of Object.entries(layer.units ?? {})) {
    if (price !== undefined) parts.push(`${unit} ${show(price)}`)
  }
  // A layer without prices is known to cost nothing else.
  return parts.length === 0 ? 'the standard price' : parts.join(', ')
}

function show(price: PriceValue | FractionalPrice): string {
  return typeof price === 'object' ? `${price.pico}/${price.per} pUSD` : String(price)
}
