import type { RecordFlag } from '../record/cost-record.ts'

/** Reads the numbers of a foreign object and remembers what was wrong with them. */
export interface CountReader {
  /** A whole number in a field, or in a field of it; undefined when absent. Not a count: undefined, and flagged. */
  count(field: string, inner?: string): number | undefined
  readonly flags: RecordFlag[]
}

/** Any object with unknown fields, as it came off the wire. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of a field, or of a field inside it; undefined where there is none. Called often, so without lists. */
export function at(source: unknown, field: string, inner?: string): unknown {
  const value = isFields(source) && Object.hasOwn(source, field) ? source[field] : undefined
  if (inner === undefined) return value
  return isFields(value) && Object.hasOwn(value, inner) ? value[inner] : undefined
}

/** `flags` are shared where the numbers of several objects belong together; of what is no object nothing is read. */
export function createCountReader(source: unknown, flags: RecordFlag[] = []): CountReader {
  return {
    flags,
    count(field, inner) {
      const value = at(source, field, inner)
      if (value === undefined || value === null) return undefined
      // Some gateways send counts as strings; a whole number is a whole number.
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
      if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
      if (!flags.includes('usage_invalid')) flags.push('usage_invalid')
      return undefined
    },
  }
}

/** Sum of the known ones; undefined when none is known. */
export function sumKnown(...counts: readonly (number | undefined)[]): number | undefined {
  let sum: number | undefined
  for (const count of counts) if (count !== undefined) sum = (sum ?? 0) + count
  return sum
}
