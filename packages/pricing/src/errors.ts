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

/** The codes of this package: one may come, none may change or go without a major version. */
export type PricingErrorCode =
  | 'catalog_invalid'
  | 'cost_out_of_range'
  | 'format_invalid'
  | 'id_empty'
  | 'instant_invalid'
  | 'money_invalid'
  | 'overlay_invalid'
  | 'period_invalid'
  | 'price_invalid'
  | 'price_out_of_range'
  | 'price_overlap'
  | 'price_too_precise'
  | 'rate_invalid'
  | 'usage_invalid'

/**
 * Every error of Tokentoll: a stable `code`, the `field` and `value` at fault, and the remedy in the message.
 *
 * Use `TokentollError.isInstance(x)` instead of `instanceof`: it holds across duplicate copies of the package.
 */
export class TokentollError extends Error {
  override readonly name: string = 'TokentollError'
  declare readonly code: string
  declare readonly field: string | undefined
  declare readonly value: unknown
  declare readonly remedy: string

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

/** An error of this package, to be thrown. */
export function refusal(
  code: PricingErrorCode,
  problem: string,
  field: string,
  value: unknown,
  remedy: string,
  cause?: unknown,
): TokentollError {
  return new TokentollError({ code, problem, field, value, remedy, cause })
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
