const picoPerUsd = 1_000_000_000_000n

/** The double nearest an exact amount of picodollars, in USD. */
export function exactUsd(pico: bigint): number {
  const isSafe = pico <= BigInt(Number.MAX_SAFE_INTEGER) && pico >= BigInt(Number.MIN_SAFE_INTEGER)
  // One division rounds once; above 2^53 the decimal text is read, which rounds once as well.
  if (isSafe) return Number(pico) / 1e12
  const sign = pico < 0n ? '-' : ''
  const size = pico < 0n ? -pico : pico
  return Number(`${sign}${size / picoPerUsd}.${(size % picoPerUsd).toString().padStart(12, '0')}`)
}
