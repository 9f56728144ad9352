import { isFaultName } from './directive.ts'
import type { FaultName, ProviderOptions, Range } from './types.ts'

/** Options with their defaults filled in. */
export interface Settings {
  readonly port: number
  readonly seed: string
  readonly faults: Partial<Readonly<Record<FaultName, number>>>
  readonly streamChunks: number
  readonly streamDelayMs: number
  readonly latencyMs: number
  readonly slowDelayMs: number
  readonly retryAfterMs: number
  readonly extraInputTokens: Range
  readonly outputTokens: Range
  readonly now: () => Date
}

export function settle(options: ProviderOptions): Settings {
  for (const [name, share] of Object.entries(options.faults ?? {})) {
    if (!isFaultName(name)) throw new RangeError(`faults has no fault '${name}'; see FaultName for the list.`)
    if (!(share >= 0 && share <= 1))
      throw new RangeError(`faults['${name}'] is ${share}; give a share from 0 to 1.`)
  }
  for (const name of [
    'port',
    'streamChunks',
    'streamDelayMs',
    'latencyMs',
    'slowDelayMs',
    'retryAfterMs',
  ] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(`${name} is ${value}; give a whole number from 0 up.`)
    }
  }
  return {
    port: options.port ?? 0,
    seed: options.seed ?? 'tokentoll',
    faults: options.faults ?? {},
    streamChunks: options.streamChunks ?? 12,
    streamDelayMs: options.streamDelayMs ?? 0,
    latencyMs: options.latencyMs ?? 0,
    slowDelayMs: options.slowDelayMs ?? 100,
    retryAfterMs: options.retryAfterMs ?? 20,
    extraInputTokens: options.extraInputTokens ?? { min: 200, max: 4000 },
    outputTokens: options.outputTokens ?? { min: 40, max: 700 },
    now: options.now ?? (() => new Date()),
  }
}
