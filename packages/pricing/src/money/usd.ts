import { refusal } from '../errors.ts'
import type { PriceValue } from '../types.ts'
import { decimalText, divideHalfEven, parseDecimal } from './decimal.ts'

/** Decimals of USD in one picodollar. */
export const PICO_DECIMALS = 12
export const PICO_PER_USD = 1e12

/**
 * Reads USD as picodollars (1e-12 USD), exactly: a `number` when it is a safe integer, else a `bigint`.
 *
 * @throws TokentollError `price_invalid` when it is no decimal, `price_too_precise` when finer than a picodollar.
 */
export function parseUsdToPico(value: PriceValue): bigint | number {
  const { digits, scale } = parseDecimal(value, 'value')
  const scaled = digits * BigInt(PICO_PER_USD)
  const divisor = 10n ** BigInt(scale)
  if (scaled % divisor !== 0n) {
    throw refusal(
      'price_too_precise',
      'An amount finer than a picodollar (1e-12 USD)',
      'value',
      value,
      'Round it to 12 decimals, or give the price as { pico, per }.',
    )
  }
  return narrow(scaled / divisor)
}

/**
 * Reads USD as picodollars (1e-12 USD), rounded half to even where it is finer: for figures that others computed in
 * floats. `field` is how the figure is called in an error.
 *
 * @throws TokentollError `price_invalid` when it is no decimal.
 */
export function roundUsdToPico(value: PriceValue, field: string): bigint {
  const { digits, scale } = parseDecimal(value, field)
  return divideHalfEven(digits * BigInt(PICO_PER_USD), 10n ** BigInt(scale))
}

/** Exact decimal USD of picodollars, without exponent and without trailing zeros: `54399000000` is `'0.054399'`. */
export function picoToUsdString(pico: number | bigint): string {
  return decimalText(toBigInt(pico, 'pico'), PICO_DECIMALS)
}

/** A whole number of picodollars as `bigint`; throws `money_invalid` for anything else. */
export function toBigInt(pico: number | bigint, field: string): bigint {
  if (typeof pico === 'bigint') return pico
  if (Number.isSafeInteger(pico)) return BigInt(pico)
  throw refusal(
    'money_invalid',
    'Not a whole number of picodollars that a number can hold',
    field,
    pico,
    'Give a safe integer or a bigint; read USD with parseUsdToPico.',
  )
}

function narrow(value: bigint): bigint | number {
  const asNumber = Number(value)
  return Number.isSafeInteger(asNumber) ? asNumber : value
}
