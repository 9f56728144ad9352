import { PICO_PER_USD, picoToUsdString, toBigInt } from './usd.ts'

/** Well below 2^53, so that one more amount cannot lose a digit. */
const FOLD_ABOVE_USD = 2 ** 52

/** An exact running total of picodollars that does not overflow: whole USD and the rest, in two integers. */
export interface MoneySum {
  /** Adds picodollars. Returns the sum itself. Throws `money_invalid` for a `number` that is no safe integer. */
  add(pico: number | bigint): MoneySum
  /** Takes picodollars away. Returns the sum itself. Throws `money_invalid` as `add` does. */
  subtract(pico: number | bigint): MoneySum
  /** The total in picodollars. */
  toPico(): bigint
  /** The total as exact decimal USD. */
  toString(): string
  /** The double nearest the total in USD, for display only. */
  toUsd(): number
}

/** Creates an exact sum, starting at 0. Totals to 2^53 USD cost no bigint arithmetic for `number` amounts. */
export function createMoneySum(): MoneySum {
  let usd = 0
  let pico = 0
  // Amounts beyond what two numbers hold exactly gather here.
  let beyond = 0n

  function addNumber(amount: number): void {
    const rest = amount % PICO_PER_USD
    usd += (amount - rest) / PICO_PER_USD
    pico += rest
    if (pico >= PICO_PER_USD) {
      pico -= PICO_PER_USD
      usd += 1
    } else if (pico <= -PICO_PER_USD) {
      pico += PICO_PER_USD
      usd -= 1
    }
    if (usd > FOLD_ABOVE_USD || usd < -FOLD_ABOVE_USD) fold()
  }

  function fold(): void {
    beyond = toPico()
    usd = 0
    pico = 0
  }

  function toPico(): bigint {
    return beyond + BigInt(usd) * BigInt(PICO_PER_USD) + BigInt(pico)
  }

  const sum: MoneySum = {
    add(amount) {
      if (typeof amount === 'number' && Number.isSafeInteger(amount)) addNumber(amount)
      else beyond += toBigInt(amount, 'pico')
      return sum
    },
    subtract(amount) {
      if (typeof amount === 'number' && Number.isSafeInteger(amount)) addNumber(-amount)
      else beyond -= toBigInt(amount, 'pico')
      return sum
    },
    toPico,
    toString: () => picoToUsdString(toPico()),
    toUsd: () => Number(picoToUsdString(toPico())),
  }
  return sum
}
