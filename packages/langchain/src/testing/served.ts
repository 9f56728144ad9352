import { parseUsdToPico } from '@tokentoll/core'
import type { Provider, ServedCall } from '@tokentoll/example-provider'

/** What a provider says that it served: the truth that records are compared with. */
export interface Served {
  readonly outcome: 'ok' | 'error' | 'aborted'
  /** The model that was asked for. */
  readonly model: string
  readonly counts: ServedCounts
}

/** What one call was charged for. */
export interface ServedCounts {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly cacheWrite1hTokens: number
  readonly reasoningTokens: number
  readonly picoUsd: bigint
}

/** A server with a book of its own. */
export interface ServedBook {
  /** The calls whose prompt named this correlation. */
  served(correlation: string): readonly Served[]
  /** Resolves when nothing is being served. */
  idle(): Promise<void>
}

/** The book of the loopback provider. */
export function bookOf(provider: Provider): ServedBook {
  return {
    served: (correlation) =>
      provider.book.calls.filter((call) => call.correlation === correlation).map(servedCall),
    idle: () => provider.idle(),
  }
}

function servedCall(call: ServedCall): Served {
  const { usage } = call
  return {
    outcome: call.outcome,
    model: call.requestModel,
    counts: {
      inputTokens: usage?.inputTokens ?? 0,
      outputTokens: usage?.outputTokens ?? 0,
      cacheReadTokens: usage?.cacheReadTokens ?? 0,
      cacheWriteTokens: usage?.cacheWriteTokens ?? 0,
      cacheWrite1hTokens: usage?.cacheWrite1hTokens ?? 0,
      reasoningTokens: usage?.reasoningTokens ?? 0,
      picoUsd: BigInt(parseUsdToPico(call.costUsd ?? '0')),
    },
  }
}
