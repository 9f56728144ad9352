import { refusal, type TokentollError } from '../errors.ts'
import { parseInstant } from '../instant.ts'
import type { PriceValue } from '../types.ts'
import { fixedDecimal, parseDecimal } from './decimal.ts'
import { checkFormat, divideRounded, type FormatUsdOptions } from './format.ts'
import { PICO_DECIMALS, toBigInt } from './usd.ts'

/** An exchange rate as somebody published it: Tokentoll fetches none. */
export interface ExchangeRate {
  /** ISO 4217 code of the target currency, e.g. `EUR`. */
  readonly currency: string
  /** Units of the target currency for 1 USD, as a decimal. */
  readonly perUsd: PriceValue
  /** ISO 8601 date of the rate; it stays with the converted amount. */
  readonly date: string
  /** Who published it, for the reader of an invoice. */
  readonly source?: string | undefined
}

/** An amount in another currency, and how it came about. */
export interface ConvertedAmount {
  /** The amount in the target currency with the asked number of decimals. */
  readonly amount: string
  /** ISO 4217 code, that of the rate. */
  readonly currency: string
  /** The rate as given, for the record. */
  readonly rate: ExchangeRate
}

const RATE_REMEDY = "Give { currency: 'EUR', perUsd: '0.9', date: '2026-01-31' }."

/**
 * Converts picodollars at a given, dated rate: one multiplication, one rounding in a named direction.
 *
 * @throws TokentollError `rate_invalid` without a currency, a date or a rate above 0, `price_invalid` for a rate that
 *   is no decimal, `format_invalid` and `money_invalid` as `formatUsd`.
 */
export function convertUsd(
  pico: number | bigint,
  rate: ExchangeRate,
  options: FormatUsdOptions,
): ConvertedAmount {
  if (typeof rate !== 'object' || rate === null) throw invalidRate('rate', rate, RATE_REMEDY)
  const { digits, scale } = parseDecimal(rate.perUsd, 'rate.perUsd')
  if (digits <= 0n) throw invalidRate('rate.perUsd', rate.perUsd, 'Give the units of the currency for 1 USD.')
  if (!/^[A-Z]{3}$/.test(rate.currency)) {
    throw invalidRate('rate.currency', rate.currency, 'Give an ISO 4217 code such as EUR.')
  }
  if (Number.isNaN(parseInstant(rate.date))) {
    throw invalidRate('rate.date', rate.date, "Give the date of the rate as ISO 8601, e.g. '2026-01-31'.")
  }
  const { decimals, rounding } = checkFormat(options)
  const exact = toBigInt(pico, 'pico') * digits
  const scaled = divideRounded(
    exact * 10n ** BigInt(decimals),
    10n ** BigInt(scale + PICO_DECIMALS),
    rounding,
  )
  return { amount: fixedDecimal(scaled, decimals), currency: rate.currency, rate }
}

function invalidRate(field: string, value: unknown, remedy: string): TokentollError {
  return refusal('rate_invalid', 'Not an exchange rate', field, value, remedy)
}
