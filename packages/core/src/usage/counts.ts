import type { RecordFlag } from '../record/cost-record.ts'

/** Any object with unknown fields, as it came off the wire. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const noFields: Fields = Object.freeze({})

/**
 * The value with its own fields only, none where it is no object: a provider's counts stand in the object itself.
 * Asked once for an object, so that each of its fields can be read by name, which is what an engine does fastest.
 */
export function ownFields(value: unknown): Fields {
  if (!isFields(value)) return noFields
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? value : { ...value }
}

/** The value as a whole number; undefined when absent. What is no count is undefined, too, and flagged. */
export function countOf(value: unknown, flags: RecordFlag[]): number | undefined {
  if (value === undefined || value === null) return undefined
  // Some gateways send counts as strings; a whole number is a whole number.
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  if (!flags.includes('usage_invalid')) flags.push('usage_invalid')
  return undefined
}

/** Sum of the known ones; undefined when none is known. */
export function sumKnown(...counts: readonly (number | undefined)[]): number | undefined {
  let sum: number | undefined
  for (const count of counts) if (count !== undefined) sum = (sum ?? 0) + count
  return sum
}
