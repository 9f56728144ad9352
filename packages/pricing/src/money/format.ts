import { refusal } from '../errors.ts'
import { divideHalfEven, fixedDecimal } from './decimal.ts'
import { PICO_DECIMALS, toBigInt } from './usd.ts'

/** Where a rounded amount goes: half to the even neighbour, half away from zero, up, down, or to zero. */
export type RoundingDirection = 'half-even' | 'half-up' | 'up' | 'down' | 'toward-zero'

/** How to round an amount, and to what. */
export interface FormatUsdOptions {
  /** Digits after the point, 0 to 12. */
  readonly decimals: number
  /** Direction of the one rounding; there is no default, because money has to say it. */
  readonly rounding: RoundingDirection
}

/**
 * Picodollars as USD with a fixed number of decimals, e.g. `formatUsd(54399000000, { decimals: 2, rounding: 'half-even' })`
 * is `'0.05'`.
 *
 * @throws TokentollError `format_invalid` without decimals from 0 to 12 and a rounding, `money_invalid` for what is no
 *   whole number of picodollars.
 */
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
