import { refusal, type TokentollError } from '../errors.ts'
import { divideHalfEven, greatestCommonDivisor, parseDecimal } from '../money/decimal.ts'
import { PICO_PER_USD } from '../money/usd.ts'
import type { FractionalPrice, PriceValue } from '../types.ts'

/** An exact price: `pico` picodollars per `per` units, both positive safe integers (`pico` may be 0). */
export interface Rate {
  readonly pico: number
  readonly per: number
}

export const FREE: Rate = { pico: 0, per: 1 }

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/** Reads a price of a catalogue, an override or a caller. `perUnits` is 1,000,000 for token prices, else 1. */
export function parseRate(price: PriceValue | FractionalPrice, perUnits: number, field: string): Rate {
  // JSON says null where somebody has no price: that is no decimal either.
  if (typeof price === 'object' && price !== null) {
    const { pico, per } = price
    if (Number.isSafeInteger(pico) && pico >= 0 && Number.isSafeInteger(per) && per > 0) {
      return reduceRate(BigInt(pico), BigInt(per), field, price)
    }
    const remedy = 'Give { pico, per } as whole numbers, per above 0.'
    throw refusal('price_invalid', 'Not a fractional price', field, JSON.stringify(price), remedy)
  }
  const { digits, scale } = parseDecimal(price, field)
  if (digits < 0n) {
    throw refusal(
      'price_invalid',
      'A price below zero',
      field,
      price,
      'Give 0 for free, or leave an unknown price out.',
    )
  }
  return reduceRate(digits * BigInt(PICO_PER_USD), 10n ** BigInt(scale) * BigInt(perUnits), field, price)
}

/** The rate `dividend / divisor` in lowest terms; throws when its terms do not fit two safe integers. */
function reduceRate(dividend: bigint, divisor: bigint, field: string, value: unknown): Rate {
  const common = greatestCommonDivisor(dividend, divisor)
  const pico = dividend / common
  const per = divisor / common
  if (per > MAX_SAFE) {
    throw refusal(
      'price_too_precise',
      'A price of too many digits',
      field,
      value,
      'Round it: 15 digits always fit.',
    )
  }
  if (pico > MAX_SAFE) {
    throw refusal(
      'price_out_of_range',
      'A price above 9,007 USD per unit',
      field,
      value,
      'Give token prices per 1M tokens.',
    )
  }
  return { pico: Number(pico), per: Number(per) }
}

/** Decimals of a picodollar that a rate keeps when its exact value does not fit two safe integers. */
const KEPT_DECIMALS = 6

/**
 * The rate `rate × dividend / divisor`, on the way of a call, where nothing may throw: exact when it fits, else
 * rounded half to even at a millionth of a picodollar. One above 9,007 USD per unit is infinite, and `amountOf`
 * says so.
 */
export function scaleRate(rate: Rate, dividend: bigint, divisor: bigint): Rate {
  if (rate.pico === Infinity) return rate
  const [over, under] = [BigInt(rate.pico) * dividend, BigInt(rate.per) * divisor]
  const common = greatestCommonDivisor(over, under)
  const [pico, per] = [over / common, under / common]
  if (pico <= MAX_SAFE && per <= MAX_SAFE) return { pico: Number(pico), per: Number(per) }
  for (let decimals = KEPT_DECIMALS; decimals >= 0; decimals -= 1) {
    const unit = 10n ** BigInt(decimals)
    const rounded = divideHalfEven(pico * unit, per)
    if (rounded <= MAX_SAFE) return { pico: Number(rounded), per: Number(unit) }
  }
  return { pico: Infinity, per: 1 }
}

/** A rate times factors that were checked before, rounded at most once; see `scaleRate`. */
export function applyFactors(rate: Rate, factors: readonly PriceValue[], field: string): Rate {
  let [dividend, divisor] = [1n, 1n]
  for (const factor of factors) {
    const { digits, scale } = parseDecimal(factor, field)
    if (digits < 0n) {
      const remedy = 'Give 0.9 for a discount, 1.3 for a markup.'
      throw refusal('price_invalid', 'A factor below zero', field, factor, remedy)
    }
    dividend *= digits
    divisor *= 10n ** BigInt(scale)
  }
  return scaleRate(rate, dividend, divisor)
}

/** Refuses a factor that is none or has more digits than can be held, so that no call meets it. */
export function checkFactor(factor: PriceValue, field: string): void {
  applyFactors(FREE, [factor], field)
  const { digits, scale } = parseDecimal(factor, field)
  reduceRate(digits, 10n ** BigInt(scale), field, factor)
}

/** `count` units at `rate`, in picodollars, rounded half to even; throws `cost_out_of_range` above 2^53 - 1. */
export function amountOf(count: number, rate: Rate): number {
  if (rate.pico === Infinity) throw outOfRange('quantity', count)
  if (!Number.isInteger(count)) return fractionalAmount(count, rate)
  const product = count * rate.pico
  if (product > Number.MAX_SAFE_INTEGER)
    return wideAmount(BigInt(count) * BigInt(rate.pico), BigInt(rate.per), count)
  if (rate.per === 1) return product
  const rest = product % rate.per
  const quotient = (product - rest) / rate.per
  const isUp = rest > rate.per - rest || (rest === rate.per - rest && quotient % 2 === 1)
  return isUp ? quotient + 1 : quotient
}

/** Seconds and hours may be fractional: their shortest decimal form is taken as what was meant. */
function fractionalAmount(count: number, rate: Rate): number {
  const { digits, scale } = parseDecimal(count, 'quantity')
  return wideAmount(digits * BigInt(rate.pico), BigInt(rate.per) * 10n ** BigInt(scale), count)
}

function wideAmount(dividend: bigint, divisor: bigint, count: number): number {
  const amount = divideHalfEven(dividend, divisor)
  if (amount > MAX_SAFE) throw outOfRange('quantity', count)
  return Number(amount)
}

export function outOfRange(field: string, value: unknown): TokentollError {
  return refusal(
    'cost_out_of_range',
    'A call above 9,007.199254740991 USD',
    field,
    value,
    'Check the counts, or book several records.',
  )
}
