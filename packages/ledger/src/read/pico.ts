const decimals = 12

/** Picodollars of a PostgreSQL `numeric` in USD, digit by digit: no float is ever between. */
export function numericToPico(value: unknown): bigint {
  if (value === null || value === undefined) return 0n
  const text = value as string
  const [whole = '0', fraction = ''] = text.split('.')
  const digits = BigInt(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`)
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new RangeError(`The ledger holds an amount finer than a picodollar: ${text}`)
  }
  return digits
}

/** A whole `numeric` or `bigint` of the driver as `bigint`. */
export function wholeToBigInt(value: unknown): bigint {
  return value === null || value === undefined ? 0n : BigInt(value as bigint | number | string)
}
