import { decimalText } from '../money/decimal.ts'
import { PICO_DECIMALS, PICO_PER_USD } from '../money/usd.ts'
import type { CostCalculation, CostStatus, LineItem, ModelPricing, PricingFlag } from '../types.ts'
import type { Component } from './components.ts'
import { amountOf, type Rate } from './rate.ts'

/** Where a calculation gets the description of its price from, made once per price. */
export interface PricingSource {
  readonly pricing: ModelPricing
}

const FIGURES = [
  'status',
  'isEstimated',
  'inputCostUsd',
  'outputCostUsd',
  'totalCostUsd',
  'exactUsd',
  'inputPicoUsd',
  'outputPicoUsd',
  'totalPicoUsd',
  'pricing',
  'lineItems',
  'flags',
  'reportedGapPicoUsd',
] as const satisfies readonly (keyof CostCalculation)[]

/**
 * A finished calculation. A class, with nothing but assigned fields (a declared field would be written twice),
 * so that the figures nobody reads cost nothing: strings, line items and
 * the description of the price are made on reading.
 */
export abstract class Calculation implements CostCalculation {
  abstract readonly status: CostStatus
  abstract readonly inputPicoUsd: number
  abstract readonly outputPicoUsd: number
  abstract readonly flags: readonly PricingFlag[]
  protected abstract readonly source: PricingSource

  /** The parts of the cost, in the order of the line items. */
  protected abstract components(): readonly Component[]

  get reportedGapPicoUsd(): number | undefined {
    return undefined
  }

  get totalPicoUsd(): number {
    return this.inputPicoUsd + this.outputPicoUsd
  }

  get isEstimated(): boolean {
    return this.status === 'estimated' || this.status === 'unpriced'
  }

  get inputCostUsd(): number {
    return this.inputPicoUsd / PICO_PER_USD
  }

  get outputCostUsd(): number {
    return this.outputPicoUsd / PICO_PER_USD
  }

  get totalCostUsd(): number {
    return this.totalPicoUsd / PICO_PER_USD
  }

  get exactUsd(): string {
    return decimalText(BigInt(this.totalPicoUsd), PICO_DECIMALS)
  }

  get pricing(): ModelPricing {
    return this.source.pricing
  }

  get lineItems(): readonly LineItem[] {
    return Object.freeze(this.components().map(toLineItem))
  }

  /** All figures as a plain object: for JSON, for spreading, for printing. */
  toJSON(): CostCalculation {
    const figures = FIGURES.map((name) => [name, this[name]] as const)
    return Object.fromEntries(
      figures.filter(([, value]) => value !== undefined),
    ) as unknown as CostCalculation
  }

  /** Node prints the figures rather than the inside of the class. */
  [Symbol.for('nodejs.util.inspect.custom')](): CostCalculation {
    return this.toJSON()
  }
}

/** A calculation whose parts were listed while it was made: anything but the plainest call. */
export class ListedCalculation extends Calculation {
  declare readonly status: CostStatus
  declare readonly inputPicoUsd: number
  declare readonly outputPicoUsd: number
  declare readonly flags: readonly PricingFlag[]
  declare protected readonly source: PricingSource
  declare private readonly listed: readonly Component[]
  declare private readonly gap: number | undefined

  constructor(
    status: CostStatus,
    inputPicoUsd: number,
    outputPicoUsd: number,
    source: PricingSource,
    flags: readonly PricingFlag[],
    components: readonly Component[],
    gap?: number,
  ) {
    super()
    this.status = status
    this.inputPicoUsd = inputPicoUsd
    this.outputPicoUsd = outputPicoUsd
    this.flags = Object.freeze(flags)
    this.source = source
    this.listed = components
    this.gap = gap
  }

  protected components(): readonly Component[] {
    return this.listed
  }

  override get reportedGapPicoUsd(): number | undefined {
    return this.gap
  }
}

function toLineItem(component: Component): LineItem {
  return Object.freeze({
    side: component.side,
    component: component.component,
    quantity: component.quantity,
    unitPriceUsd: unitPrice(component.rate),
    amountPicoUsd: amountOf(component.quantity, component.rate),
  })
}

/** USD per unit: a decimal when it ends, else the fraction of picodollars it is. */
function unitPrice({ pico, per }: Rate): string {
  const divisor = BigInt(per)
  let scaled = BigInt(pico)
  for (let decimals = PICO_DECIMALS; decimals <= 30; decimals += 1, scaled *= 10n) {
    if (scaled % divisor === 0n) return decimalText(scaled / divisor, decimals)
  }
  return `${pico}/${per} pUSD`
}
