import { formatUsd, parseUsdToPico } from '@tokentoll/core'

/** An exact decimal of USD, as text or pico-USD, shown with `decimals` places. */
export function usd(exact: string | bigint, decimals = 4): string {
  const pico = typeof exact === 'bigint' ? exact : toPico(exact)
  return formatUsd(pico, { decimals, rounding: 'half-even' })
}

/** An exact decimal of USD in picodollars. */
export function toPico(decimal: string): bigint {
  return BigInt(parseUsdToPico(decimal))
}
