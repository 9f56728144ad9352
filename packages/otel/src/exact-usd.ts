import { picoToUsdString } from '@tokentoll/core'

/** The double nearest an exact amount of picodollars, in USD. */
export function exactUsd(pico: bigint): number {
  const isSafe = pico <= BigInt(Number.MAX_SAFE_INTEGER) && pico >= BigInt(Number.MIN_SAFE_INTEGER)
  // One division rounds once; above 2^53 the decimal text is read, which rounds once as well.
  return isSafe ? Number(pico) / 1e12 : Number(picoToUsdString(pico))
}
