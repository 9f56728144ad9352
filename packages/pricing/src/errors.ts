const MARKER: unique symbol = Symbol.for('tokentoll.error')

/** What an error is made of: what was wrong, where, and what to do about it. */
export interface TokentollErrorOptions {
  readonly code: string
  /** What is wrong, without a full stop; field, value and remedy are added to it. */
  readonly problem: string
  /** What the reader can do about it, as a sentence. */
  readonly remedy: string
  readonly field?: string | undefined
  readonly value?: unknown
  readonly cause?: unknown
}

/**
 * Every error of Tokentoll: a stable `code`, the `field` and `value` at fault, and the remedy in the message.
 *
 * Use `TokentollError.isInstance(x)` instead of `instanceof`: it holds across duplicate copies of the package.
 */
export class TokentollError extends Error {
  override readonly name: string = 'TokentollError'
  readonly code: string
  readonly field: string | undefined
  readonly value: unknown
  readonly remedy: string

  constructor(options: TokentollErrorOptions) {
    super(describe(options), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    this.field = options.field
    this.value = options.value
    this.remedy = options.remedy
    Object.defineProperty(this, MARKER, { value: true })
  }

  static isInstance(value: unknown): value is TokentollError {
    return typeof value === 'object' && value !== null && Reflect.get(value, MARKER) === true
  }
}

function describe(options: TokentollErrorOptions): string {
  const place = options.field === undefined ? '' : ` (${options.field}: ${shown(options.value)})`
  return `${options.problem}${place}. ${options.remedy}`
}

/** A value as it reads in a message: short, and never an exception of its own. */
function shown(value: unknown): string {
  try {
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
    return text.length > 120 ? `${text.slice(0, 117)}...` : text
  } catch {
    return typeof value
  }
}
