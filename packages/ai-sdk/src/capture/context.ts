import { getGlobalMeter, type Meter } from '@tokentoll/core'
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

/** Makes the context of one way in. Never throws: a missing meter is reported at the first call. */
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
      abandonAfterMs: options.abandonAfterMs ?? 300_000,
      ...(options.downgrade === undefined ? {} : { downgrade: options.downgrade }),
    },
    meter: () => options.meter ?? guard(getGlobalMeter),
    guard,
    report,
  }
}
