import { refusal, type TokentollError } from '../errors.ts'
import type { PriceValue } from '../types.ts'

/** A decimal number without error: `digits / 10 ** scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/** Reads a decimal string, or a number through its shortest decimal form; throws `price_invalid`. */
export function parseDecimal(value: PriceValue, field: string): Decimal {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const match = FORM.exec(text)
  const whole = match?.[2] ?? ''
  const fraction = match?.[3] ?? ''
  const exponent = Number(match?.[4] ?? 0)
  if (match === null || whole + fraction === '' || Math.abs(exponent) > 400) throw notDecimal(value, field)
  const magnitude = BigInt(whole + fraction)
  const digits = match[1] === '-' ? -magnitude : magnitude
  const scale = fraction.length - exponent
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale }
}

function notDecimal(value: unknown, field: string): TokentollError {
  return refusal(
    'price_invalid',
    'Not a decimal amount',
    field,
    value,
    "Give a number or a decimal such as '2.5'.",
  )
}

/** Divides and rounds half to even, which has no drift over many values. Exact for any size. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend - quotient * divisor
  if (rest === 0n) return quotient
  const twice = 2n * (rest < 0n ? -rest : rest)
  const isUp = twice > divisor || (twice === divisor && (quotient & 1n) === 1n)
  return isUp ? quotient + (dividend < 0n ? -1n : 1n) : quotient
}

/** `scaled / 10 ** decimals` with all its decimals. */
export function fixedDecimal(scaled: bigint, decimals: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const sign = scaled < 0n ? '-' : ''
  return `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`.replace(/\.$/, '')
}

/** The same without trailing zeros; `decimals` is at least 1. */
export function decimalText(scaled: bigint, decimals: number): string {
  return fixedDecimal(scaled, decimals).replace(/\.?0+$/, '')
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}
