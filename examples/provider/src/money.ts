/** Exact USD amounts as integers of 1e-18 USD, fine enough for every price per token in use. */
const scale = 18

/** Parses a decimal string. */
export function parseUsd(text: string): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text)
  const fraction = match?.[2] ?? ''
  if (match?.[1] === undefined || fraction.length > scale) {
    throw new RangeError(`'${text}' is not a decimal amount of USD with at most ${scale} places.`)
  }
  return BigInt(match[1] + fraction.padEnd(scale, '0'))
}

/** Formats an amount without trailing zeros. */
export function formatUsd(amount: bigint): string {
  const digits = amount.toString().padStart(scale + 1, '0')
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return digits.slice(0, -scale) + (fraction === '' ? '' : `.${fraction}`)
}

/** The cost of so many units at a price per so many units; throws where that would have to be rounded. */
export function costOf(units: number, price: string, per: number): bigint {
  const total = BigInt(units) * parseUsd(price)
  if (total % BigInt(per) !== 0n)
    throw new RangeError(`${units} units at ${price} per ${per} is finer than 1e-18 USD.`)
  return total / BigInt(per)
}
