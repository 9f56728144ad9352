/** A foreign object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** True for any object that is not an array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path of fields; undefined where the path ends early. */
export function at(source: unknown, ...path: readonly string[]): unknown {
  let value = source
  for (const key of path) {
    if (!isFields(value)) return undefined
    value = value[key]
  }
  return value
}

/** A non-empty string at a path, else undefined. */
export function textAt(source: unknown, ...path: readonly string[]): string | undefined {
  const value = at(source, ...path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A number at a path that can be an amount: finite and not negative; else undefined. */
export function amountAt(source: unknown, ...path: readonly string[]): number | undefined {
  const value = at(source, ...path)
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
