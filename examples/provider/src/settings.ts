import type { FaultName, ProviderOptions, Range } from "./types.ts";

/** Options with their defaults filled in. */
export interface Settings {
  readonly port: number;
  readonly seed: string;
  readonly faults: Partial<Readonly<Record<FaultName, number>>>;
  readonly streamChunks: number;
  readonly streamDelayMs: number;
  readonly latencyMs: number;
  readonly slowDelayMs: number;
  readonly retryAfterMs: number;
  readonly extraInputTokens: Range;
  readonly outputTokens: Range;
  readonly now: () => Date;
}

export function settle(options: ProviderOptions): Settings {
  return {
    port: options.port ?? 0,
    seed: options.seed ?? "tokentoll",
    faults: options.faults ?? {},
    streamChunks: options.streamChunks ?? 12,
    streamDelayMs: options.streamDelayMs ?? 0,
    latencyMs: options.latencyMs ?? 0,
    slowDelayMs: options.slowDelayMs ?? 100,
    retryAfterMs: options.retryAfterMs ?? 20,
    extraInputTokens: options.extraInputTokens ?? { min: 200, max: 4000 },
    outputTokens: options.outputTokens ?? { min: 40, max: 700 },
    now: options.now ?? (() => new Date()),
  };
}
