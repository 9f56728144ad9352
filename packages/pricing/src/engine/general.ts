import { refusal } from '../errors.ts'
import { roundUsdToPico } from '../money/usd.ts'
import { divideHalfEven } from '../money/decimal.ts'
import type { CostRequest, CostStatus, PriceLayer, PricingFlag } from '../types.ts'
import { type Calculation, ListedCalculation, type PricingSource } from './calculation.ts'
import { billingUnits, type Component, dearOutputs, listComponents } from './components.ts'
import { splitUsage } from './counts.ts'
import { ratesOf, type RateCard, TOKEN_PRICE_KEYS } from './rate-card.ts'
import { amountOf, outOfRange } from './rate.ts'

/** What the amount depends on, once the price is chosen. */
type PricedUsage = Pick<CostRequest, 'usage' | 'reportedCostUsd'>

/** Prices any request at a card: all kinds of tokens, units, anomalies and reported costs. */
export function calculateGeneral(
  request: PricedUsage,
  card: RateCard,
  source: PricingSource,
  status: CostStatus,
  flags: PricingFlag[],
): Calculation {
  const { usage } = request
  const counts = splitUsage(usage, card)
  const isInputMissing = usage.inputTokens === undefined && card.tokens.input?.pico !== 0
  const isOutputMissing = usage.outputTokens === undefined && card.tokens.output?.pico !== 0
  const isUnitsOnly =
    usage.units !== undefined && usage.inputTokens === undefined && usage.outputTokens === undefined
  const units = billingUnits(card)
  const isBilledUnitMissing = units.length > 0 && units.every((unit) => usage.units?.[unit] === undefined)
  const isMissing =
    ((isInputMissing || isOutputMissing) && !isUnitsOnly) || isBilledUnitMissing || isUnsplit(usage, card)
  if (isMissing) flags.push('usage_missing')
  const components = listComponents(counts, usage, card, flags)
  let input = 0
  let output = 0
  for (const component of components) {
    const amount = amountOf(component.quantity, component.rate)
    if (component.side === 'input') input += amount
    else output += amount
  }
  if (!Number.isSafeInteger(input + output)) throw outOfRange('usage', JSON.stringify(usage))
  const list = { input, output, isKnown: status === 'priced' }
  // JSON of a provider says null for a cost that it does not report.
  if ((request.reportedCostUsd ?? undefined) !== undefined) return reported(request, list, source, flags)
  // What is missing cost something too, and a price that stands in for another is no sure one.
  const isGuessed = isMissing || flags.some((flag) => GUESS.test(flag))
  const sure = isGuessed && status === 'priced' ? 'estimated' : status
  return new ListedCalculation(sure, input, output, source, flags, components)
}

const GUESS = /price_missing$/

/** Pictures and sounds that cost more than text are in the output, and nobody says how many. */
function isUnsplit(usage: CostRequest['usage'], card: RateCard): boolean {
  const kinds = usage.outputTokens ? dearOutputs(card) : []
  return kinds.length > 0 && kinds.every((kind) => usage[`${kind}Tokens`] === undefined)
}

const UNPRICED: PriceLayer = { input: 0, output: 0 }

/** A call without any price: 0 with status `unpriced`, or what the provider reports. The counts are checked all the same. */
export function calculateUnpriced(request: PricedUsage, source: PricingSource): Calculation {
  const card: RateCard = {
    ...ratesOf(UNPRICED, 'unpriced'),
    billedAsText: TOKEN_PRICE_KEYS,
    guessed: [],
  }
  const checked = calculateGeneral(request, card, source, 'unpriced', [])
  const own = checked.flags.filter((flag) => flag !== 'unit_price_missing')
  if (checked.status === 'reported') return checked
  return new ListedCalculation('unpriced', 0, 0, source, own, [])
}

interface ListCost {
  readonly input: number
  readonly output: number
  readonly isKnown: boolean
}

/** The provider's own figure wins; it is split as the list price would split it, the remainder to output. */
function reported(
  request: PricedUsage,
  list: ListCost,
  source: PricingSource,
  flags: PricingFlag[],
): Calculation {
  const total = reportedPico(request)
  const listTotal = list.input + list.output
  const { inputTokens = 0, outputTokens = 0 } = request.usage
  const [share, whole] = listTotal > 0 ? [list.input, listTotal] : [inputTokens, inputTokens + outputTokens]
  const input = whole > 0 ? Number(divideHalfEven(BigInt(total) * BigInt(share), BigInt(whole))) : 0
  const components: Component[] = []
  if (input > 0) components.push(reportedComponent('input', input))
  if (total > input) components.push(reportedComponent('output', total - input))
  const gap = list.isKnown ? total - listTotal : undefined
  return new ListedCalculation('reported', input, total - input, source, flags, components, gap)
}

function reportedComponent(side: 'input' | 'output', pico: number): Component {
  return { side, component: 'reported', quantity: 1, rate: { pico, per: 1 } }
}

function reportedPico(request: PricedUsage): number {
  const value = request.reportedCostUsd ?? 0
  const pico = roundUsdToPico(value, 'reportedCostUsd')
  if (pico < 0n) {
    throw refusal(
      'price_invalid',
      'A cost below zero',
      'reportedCostUsd',
      value,
      'Leave it out when none is reported.',
    )
  }
  if (pico > BigInt(Number.MAX_SAFE_INTEGER)) throw outOfRange('reportedCostUsd', value)
  return Number(pico)
}
