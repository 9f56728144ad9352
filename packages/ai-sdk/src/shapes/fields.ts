/** A foreign object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** True for any object that is not an array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const noFields: Fields = Object.freeze({})

/**
 * The object itself, or one without fields. On the way of every call `fieldsOf(x)['y']` stands for `at(x, 'y')`:
 * the engine then learns at each place which objects come by there, and `at` is one place for all of them.
 */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : noFields
}

/** The value, if it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * The value at a path of at most five fields; undefined where the path ends early. Fixed parameters: this
 * runs a dozen times for each call, and a rest parameter would be an array each time.
 */
export function at(source: unknown, a: string, b?: string, c?: string, d?: string, e?: string): unknown {
  const first = field(source, a)
  if (b === undefined) return first
  const second = field(first, b)
  if (c === undefined) return second
  const third = field(second, c)
  if (d === undefined) return third
  const fourth = field(third, d)
  return e === undefined ? fourth : field(fourth, e)
}

function field(source: unknown, key: string): unknown {
  return isFields(source) ? source[key] : undefined
}

/** A non-empty string at a path, else undefined. */
export function textAt(source: unknown, a: string, b?: string, c?: string): string | undefined {
  return textOf(at(source, a, b, c))
}

/** A number at a path that can be an amount: finite and not negative; else undefined. */
export function amountAt(
  source: unknown,
  a: string,
  b?: string,
  c?: string,
  d?: string,
  e?: string,
): number | undefined {
  return amountOf(at(source, a, b, c, d, e))
}

/** The value, if it is a number that can be an amount: finite and not negative. */
export function amountOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** What `read` finds first among the providers' own objects in `providerMetadata`. */
export function firstOfMetadata<Found>(
  providerMetadata: unknown,
  read: (own: unknown) => Found | undefined,
): Found | undefined {
  if (!isFields(providerMetadata)) return undefined
  for (const key in providerMetadata) {
    const found = read(providerMetadata[key])
    if (found !== undefined) return found
  }
  return undefined
}
