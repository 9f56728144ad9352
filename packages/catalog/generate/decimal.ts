import type { CatalogPrice } from '../src/types.ts'

const SIGNIFICANT_DIGITS = 12
const REPEATING_DENOMINATORS = [3, 6, 7, 9, 12]

/**
 * The decimal that a source meant by a double: its shortest form, without float noise past 12 digits.
 * A value that repeats, such as 1/12, becomes a fraction of picodollars for `perUnits` units.
 */
export function priceFromNumber(value: number, perUnits: 1 | 1_000_000): CatalogPrice {
  const text = plainDecimal(value)
  if (significantDigits(text) <= SIGNIFICANT_DIGITS) return text
  const rounded = plainDecimal(Number(value.toPrecision(SIGNIFICANT_DIGITS)))
  if (significantDigits(rounded) < SIGNIFICANT_DIGITS) return rounded
  for (const denominator of REPEATING_DENOMINATORS) {
    const pico = (value * 1e12 * denominator) / perUnits
    const whole = Math.round(pico)
    if (Math.abs(pico - whole) < whole * 1e-12) return { pico: whole, per: denominator }
  }
  return rounded
}

/** A price times a factor, without the noise of the double that the product is. */
export function timesFactor(price: CatalogPrice, factor: number): string {
  if (typeof price !== 'string') throw new RangeError(`A fraction times ${factor}: set the price by hand`)
  return plainDecimal(Number((Number(price) * factor).toPrecision(SIGNIFICANT_DIGITS)))
}

/** A price per thousand of a unit as a price per one. */
export function perThousand(value: number): CatalogPrice {
  return shifted(value, 3)
}

/** A price for `hours` as a price per second: pico per 3,600 when it does not end. */
export function perSecondFromHour(value: number): CatalogPrice {
  return reduce(value, 3600)
}

/** A price per minute as a price per second. */
export function perSecondFromMinute(value: number): CatalogPrice {
  const hourly = Number((value * 60).toPrecision(SIGNIFICANT_DIGITS - 1))
  return reduce(hourly, 3600)
}

/** A price per million of a unit as a price per one. */
export function perMillion(value: number): CatalogPrice {
  return shifted(value, 6)
}

function shifted(value: number, decimals: number): string {
  const text = plainDecimal(value)
  const [whole = '0', fraction = ''] = text.split('.')
  const digits = whole.padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  return tidy(`${digits.slice(0, cut)}.${digits.slice(cut)}${fraction}`)
}

function reduce(value: number, divisor: number): CatalogPrice {
  const [whole = '0', fraction = ''] = plainDecimal(value).split('.')
  const pico = BigInt(whole + fraction.padEnd(12, '0').slice(0, 12))
  const per = BigInt(divisor)
  if (pico % per === 0n) return picoToDecimal(pico / per)
  let [a, b] = [pico, per]
  while (b !== 0n) [a, b] = [b, a % b]
  return { pico: Number(pico / a), per: Number(per / a) }
}

function picoToDecimal(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0')
  return tidy(`${digits.slice(0, -12)}.${digits.slice(-12)}`)
}

function plainDecimal(value: number): string {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`Not a price: ${value}`)
  const text = String(value)
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (match === null) return text
  const exponent = Number(match[3])
  const digits = `${match[1]}${match[2] ?? ''}`
  return exponent < 0 ? tidy(`0.${'0'.repeat(-exponent - 1)}${digits}`) : digits.padEnd(exponent + 1, '0')
}

function tidy(text: string): string {
  return text.replace(/0+$/, '').replace(/\.$/, '')
}

function significantDigits(text: string): number {
  return text.replace('.', '').replace(/^0+/, '').replace(/0+$/, '').length
}
