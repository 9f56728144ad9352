import { refusal } from '../errors.ts'
import { divideHalfEven } from './decimal.ts'
import { toBigInt } from './usd.ts'

/** Where a rounded amount goes: half to the even neighbour, half away from zero, up, down, or to zero. */
export type RoundingDirection = 'half-even' | 'half-up' | 'up' | 'down' | 'toward-zero'

export interface FormatUsdOptions {
  /** Digits after the point, 0 to 12. */
  readonly decimals: number
  /** Direction of the one rounding; there is no default, because money has to say it. */
  readonly rounding: RoundingDirection
}

const PICO_DECIMALS = 12

/** Picodollars as USD with a fixed number of decimals, e.g. `formatUsd(54399000000, { decimals: 2, rounding: 'half-even' })` is `'0.05'`. */
export function formatUsd(pico: number | bigint, options: FormatUsdOptions): string {
  const { decimals, rounding } = checkFormat(options)
  const unit = 10n ** BigInt(PICO_DECIMALS - decimals)
  return fixedDecimal(divideRounded(toBigInt(pico, 'pico'), unit, rounding), decimals)
}

/** The options as they are; throws `format_invalid` where JavaScript gives none, or a wrong number of decimals. */
export function checkFormat(options: FormatUsdOptions): FormatUsdOptions {
  if (typeof options !== 'object' || options === null) {
    const remedy = "Give { decimals: 2, rounding: 'half-even' } or another direction."
    throw refusal('format_invalid', 'No decimals and no rounding', 'options', options, remedy)
  }
  const { decimals } = options
  if (Number.isInteger(decimals) && decimals >= 0 && decimals <= PICO_DECIMALS) return options
  throw refusal(
    'format_invalid',
    'Not a number of decimals',
    'decimals',
    decimals,
    'Give a whole number from 0 to 12.',
  )
}

/** `scaled / 10 ** decimals` with all its decimals. */
export function fixedDecimal(scaled: bigint, decimals: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`
  return scaled < 0n ? `-${text}` : text
}

/** Divides by a positive divisor and rounds in a named direction: `up` is toward +∞, `down` toward -∞. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: RoundingDirection): bigint {
  if (rounding === 'half-even') return divideHalfEven(dividend, divisor)
  const quotient = dividend / divisor
  const rest = dividend - quotient * divisor
  if (rest === 0n) return quotient
  const away = dividend < 0n ? -1n : 1n
  switch (rounding) {
    case 'half-up':
      return 2n * (rest < 0n ? -rest : rest) >= divisor ? quotient + away : quotient
    case 'up':
      return dividend > 0n ? quotient + 1n : quotient
    case 'down':
      return dividend < 0n ? quotient - 1n : quotient
    case 'toward-zero':
      return quotient
    default:
      throw refusal(
        'format_invalid',
        'Not a rounding direction',
        'rounding',
        rounding,
        "Name one of 'half-even', 'half-up', 'up', 'down', 'toward-zero'.",
      )
  }
}
