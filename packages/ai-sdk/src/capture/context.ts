import { getGlobalMeter, TokentollError, type Meter } from '@tokentoll/core'
import type { TokentollOptions } from '../options.ts'

/** Options with their defaults, and the guard that keeps our failures out of the user's call. */
export interface CaptureContext {
  readonly options: Required<
    Pick<
      TokentollOptions,
      'providerOptionsKey' | 'runtimeContextKeys' | 'functionIdAsTask' | 'readRawChunks' | 'abandonAfterMs'
    >
  > &
    Pick<TokentollOptions, 'downgrade'>
  /** The meter in force; undefined, and reported once, when there is none. */
  meter(): Meter | undefined
  /** Runs our own code: what it throws is reported, never passed on. */
  guard<Result>(work: () => Result): Result | undefined
  report(error: unknown): void
}

/**
 * Makes the context of one way in. A missing meter is reported at the first call.
 *
 * @throws TokentollError `invalid_option` for an `abandonAfterMs` that is no time above 0.
 */
export function createContext(options: TokentollOptions): CaptureContext {
  const warned = new Set<string>()
  const report = (error: unknown): void => {
    try {
      if (options.onError !== undefined) return options.onError(error)
      const message = error instanceof Error ? error.message : String(error)
      if (warned.has(message) || warned.size >= 100) return
      warned.add(message)
      globalThis.process?.emitWarning?.(`a call could not be recorded: ${message}`, 'TokentollWarning')
    } catch {
      // A hook that throws must not stop the call either.
    }
  }
  const guard = <Result>(work: () => Result): Result | undefined => {
    try {
      return work()
    } catch (error) {
      report(error)
      return undefined
    }
  }
  return {
    options: {
      providerOptionsKey: options.providerOptionsKey ?? 'tokentoll',
      runtimeContextKeys: options.runtimeContextKeys ?? {},
      functionIdAsTask: options.functionIdAsTask ?? true,
      readRawChunks: options.readRawChunks ?? true,
      abandonAfterMs: duration('abandonAfterMs', options.abandonAfterMs ?? 300_000),
      ...(options.downgrade === undefined ? {} : { downgrade: options.downgrade }),
    },
    meter: () => options.meter ?? guard(getGlobalMeter),
    guard,
    report,
  }
}

// Refused where it is given: at NaN or 0, every stream would be booked as abandoned while it is read.
function duration(field: string, value: number): number {
  if (typeof value === 'number' && value > 0) return value
  throw new TokentollError({
    code: 'invalid_option',
    problem: `${field} is no time above 0`,
    remedy: 'Give milliseconds, Infinity for never, or leave it out for its default',
    field,
    value,
  })
}
