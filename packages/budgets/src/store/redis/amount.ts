const picoPerUsd = 1_000_000_000_000n

/** Picodollars as the scripts hold them: whole USD and the rest. */
export function encodeAmount(pico: bigint): string {
  return `${pico / picoPerUsd}:${pico % picoPerUsd}`
}

export function decodeAmount(text: string): bigint {
  const [usd = '0', pico = '0'] = text.split(':')
  return BigInt(usd) * picoPerUsd + BigInt(pico)
}
