import {
  parseInstant,
  picoToUsdString,
  TokentollError,
  type SpendQuery,
  type SpendTotal,
} from '@tokentoll/core'

/**
 * A stretch of time, `[startDate, endDate)`. Text is an ISO 8601 date or instant; without a zone it is UTC, a bare
 * date its midnight.
 */
export interface DateRange {
  readonly startDate: Date | string
  readonly endDate: Date | string
}

/** What a tenant spent. The USD figures are the doubles nearest the exact amounts, for display. */
export interface TenantCosts {
  readonly tenantId: string
  readonly totalCostUsd: number
  readonly inputCostUsd: number
  readonly outputCostUsd: number
  readonly requestCount: number
  readonly inputTokens: bigint
  readonly outputTokens: bigint
  /** Calls whose cost is an estimate. */
  readonly estimatedCount: number
  /** Calls for which no price was known; they are in no amount. */
  readonly unpricedCount: number
  /** Exact total in picodollars. */
  readonly totalPicoUsd: bigint
}

/** The query of `calculateTenantCosts`; throws `invalid_option` for a range that is none. */
export function tenantQuery(tenantId: string, range: DateRange): SpendQuery {
  requireName('tenantId', tenantId)
  const from = instant('startDate', (range as DateRange | undefined)?.startDate)
  const to = instant('endDate', (range as DateRange | undefined)?.endDate)
  if (from > to) {
    throw new TokentollError({
      code: 'invalid_option',
      problem: 'The range ends before it starts',
      remedy: 'Give a startDate that is not after endDate',
      field: 'startDate',
      value: range.startDate,
    })
  }
  return { by: [], where: { tenantId }, from, to, activeUsers: false }
}

export function tenantCosts(tenantId: string, total: SpendTotal | undefined): TenantCosts {
  return {
    tenantId,
    totalCostUsd: usd(total?.totalPicoUsd),
    inputCostUsd: usd(total?.inputPicoUsd),
    outputCostUsd: usd(total?.outputPicoUsd),
    requestCount: total?.requests ?? 0,
    inputTokens: total?.inputTokens ?? 0n,
    outputTokens: total?.outputTokens ?? 0n,
    estimatedCount: total?.estimatedRequests ?? 0,
    unpricedCount: total?.unpricedRequests ?? 0,
    totalPicoUsd: total?.totalPicoUsd ?? 0n,
  }
}

/** The query of `getUserMonthlySpend`; throws `invalid_option` for names and instants that are none. */
export function userMonthQuery(tenantId: string, userId: string, at: Date): SpendQuery {
  requireName('tenantId', tenantId)
  requireName('userId', userId)
  return { by: [], where: { tenantId, userId }, ...monthOf(instant('at', at)), activeUsers: false }
}

/** Narrows `getConversationCost` down. */
export interface ConversationOptions {
  /** Whose conversation it is: ids of conversations may repeat among tenants. */
  readonly tenantId: string
}

/** The query of `getConversationCost`; throws `invalid_option` for names that are none. */
export function conversationQuery(
  conversationId: string,
  options: ConversationOptions | undefined,
): SpendQuery {
  requireName('conversationId', conversationId)
  if (options === undefined) return { by: [], where: { conversationId }, activeUsers: false }
  const { tenantId } = options
  requireName('tenantId', tenantId)
  return { by: [], where: { conversationId, tenantId }, activeUsers: false }
}

function monthOf(at: Date): { readonly from: Date; readonly to: Date } {
  const year = at.getUTCFullYear()
  const month = at.getUTCMonth()
  return { from: new Date(Date.UTC(year, month, 1)), to: new Date(Date.UTC(year, month + 1, 1)) }
}

/** The double nearest an exact amount; nothing booked is 0. */
export function usd(pico: bigint | undefined): number {
  return Number(picoToUsdString(pico ?? 0n))
}

// A query without a name would answer for everybody.
function requireName(field: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'Not an id',
    remedy: 'Give the id as text; totals() answers for all, and for what is attributed to nobody',
    field,
    value,
  })
}

function instant(field: string, value: unknown): Date {
  // Date reads null as 1970 and numbers as milliseconds: neither is what a range is given in.
  const date =
    typeof value === 'string' ? new Date(parseInstant(value)) : value instanceof Date ? value : undefined
  if (date !== undefined && !Number.isNaN(date.getTime())) return date
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'Not an instant',
    remedy: 'Give a Date, or text such as 2026-11-01 or 2026-11-01T00:00:00Z',
    field,
    value,
  })
}
