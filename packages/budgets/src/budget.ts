import type { PriceValue } from '@tokentoll/core'

/** Whose spend a budget holds: everybody's, or that of one (or each) tenant, user, task or conversation. */
export type BudgetScope = 'platform' | 'tenant' | 'user' | 'task' | 'conversation'

/** When a budget starts again at 0. */
export type BudgetPeriod = 'day' | 'month' | 'lifetime'

/** What happens to a call that would pass the limit. */
export type ExceededPolicy =
  /** It is refused with `QuotaExceededError`. */
  | 'block'
  /** It is made; thresholds tell of it. */
  | 'allow'
  /** It is made with a cheaper model, where the way in knows how; a call that asks for that model already is made. */
  | { readonly downgradeTo: string }

/** What happens to a call whose model has no price. */
export type UnpricedPolicy =
  /** It is refused: nobody could say what it costs. */
  | 'block'
  /** It is made, and counts as nothing. */
  | 'allow'
  /** It is made, and counts as this much. */
  | { readonly reserveUsd: PriceValue }

/** One limit on spend. */
export interface Budget {
  /** Unique name, for events and gauges. Changing a budget under the same id keeps what is used. */
  readonly id: string
  readonly scope: BudgetScope
  /**
   * Whose: a tenant, user, task or conversation id, or `*` for each of them on its own (default). A budget that
   * names somebody stands in for the `*` budgets of the same scope and period.
   */
  readonly key?: string
  /**
   * For users, tasks and conversations: of which tenant. `*` is each tenant on its own. Default: `*` for
   * users and conversations, whose ids belong to their tenant; tasks are counted over all tenants.
   */
  readonly tenantId?: string
  readonly period: BudgetPeriod
  /** IANA name of the zone in whose midnight days and months begin; default `UTC`. */
  readonly timeZone?: string
  /** A decimal string is exact; a number is read through its shortest decimal form. */
  readonly limitUsd: PriceValue
  /** Default `block`. */
  readonly onExceeded?: ExceededPolicy
  /** Default `block` where `onExceeded` blocks, else `allow`. */
  readonly onUnpriced?: UnpricedPolicy
  /** Whether calls are made while the store cannot be asked: default `closed` where `onExceeded` blocks, else `open`. */
  readonly onUnavailable?: 'open' | 'closed'
  /** Shares of the limit that cause an event when spend passes them; default `[0.9, 1]`. */
  readonly thresholds?: readonly number[]
}
