/** Any object with unknown fields: what LangChain hands to callbacks differs by provider and version. */
export type Fields = Readonly<Record<string, unknown>>

/** An object without any. */
export const noFields: Fields = Object.freeze({})

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object with fields; anything else reads as an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : noFields
}

/** The value when it is a string with something in it; undefined otherwise. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The value when it is a whole number from 0; undefined otherwise. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
