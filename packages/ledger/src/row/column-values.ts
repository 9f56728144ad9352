import { createHash } from 'node:crypto'

/**
 * Longest indexed name in UTF-16 units. A B-tree entry holds about 2,700 bytes and the day totals are keyed
 * by four names of at most 3 bytes a unit.
 */
export const longestKey = 200
const longestText = 4000
const digestDigits = 16
// PostgreSQL text holds every character but NUL.
const nul = /\0/g

/** An indexed name. One that is too long keeps its beginning and gets a hash, so that it stays distinct. */
export function keyText(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null
  const text = value.includes('\0') ? value.replace(nul, '\uFFFD') : value
  if (text.length <= longestKey) return text
  const digest = createHash('sha256').update(value).digest('hex').slice(0, digestDigits)
  return `${text.slice(0, longestKey - digestDigits - 1)}~${digest}`
}

/** Free text, cut at 4,000 characters. */
export function plainText(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null
  const text = value.length > longestText ? `${value.slice(0, longestText - 3)}...` : value
  return text.includes('\0') ? text.replace(nul, '\uFFFD') : text
}

/** A count; what is no count is unknown. */
export function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null
}

/** A measure that may be fractional. */
export function measure(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** A signed whole number, e.g. a difference in picodollars. */
export function wholeNumber(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null
}

/** JSON as text; null when there is nothing, or nothing that JSON can hold: facts beside the money never stop it. */
export function jsonText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  try {
    const text = JSON.stringify(value) as string | undefined
    if (text === undefined || text === '{}') return null
    // jsonb refuses NUL and half surrogate pairs, which JSON escapes; a doubled backslash is no escape.
    return text.includes('\\u') ? text.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, replaceEscape) : text
  } catch {
    return null
  }
}

function replaceEscape(whole: string, escape: string): string {
  return escape.length === 5 ? '\\ufffd' : whole
}
