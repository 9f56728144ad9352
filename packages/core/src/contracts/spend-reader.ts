/** A column that spend can be grouped by. */
export type SpendDimension = 'tenantId' | 'userId' | 'task' | 'conversationId' | 'provider' | 'model'

/** Which calls to add up. Instants are UTC; `[from, to)` on the start of the call. */
export interface SpendQuery {
  readonly by: readonly SpendDimension[]
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /**
   * Calls of these names only. An empty name asks for the calls that lack one; a field whose value is undefined
   * is refused with `invalid_option`, for it would ask for everybody.
   */
  readonly where?: Readonly<Partial<Record<SpendDimension, string>>> | undefined
  /** The most expensive groups only; default: all of them. */
  readonly limit?: number | undefined
  /** Dimensions out of `by` within which `limit` counts: `['tenantId']` for so many groups of each tenant. */
  readonly limitBy?: readonly SpendDimension[] | undefined
  /**
   * Whether to count distinct users; default true. It reads single calls when `by` goes beyond tenant and
   * user: a reader that polls fine groups turns it off.
   */
  readonly activeUsers?: boolean | undefined
}

/** One group's spend. Amounts are exact picodollars. A dimension that the calls left open is undefined. */
export interface SpendTotal {
  readonly key: Readonly<Partial<Record<SpendDimension, string | undefined>>>
  readonly requests: number
  readonly inputPicoUsd: bigint
  readonly outputPicoUsd: bigint
  readonly totalPicoUsd: bigint
  readonly inputTokens: bigint
  readonly outputTokens: bigint
  readonly estimatedRequests: number
  readonly unpricedRequests: number
  /** Distinct users with at least one call; undefined when the query did not ask for them. */
  readonly activeUsers: number | undefined
  readonly firstAt: Date
  readonly lastAt: Date
}

/** Reads what was booked: the source of every published total. */
export interface SpendReader {
  totals(query: SpendQuery): Promise<readonly SpendTotal[]>
}
