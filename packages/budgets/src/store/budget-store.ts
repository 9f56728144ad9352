/** An amount to be held in one account. Amounts are whole picodollars. */
export interface Hold {
  readonly account: string
  readonly amountPicoUsd: bigint
  readonly limitPicoUsd: bigint
  /** Whether a hold beyond the limit is refused; otherwise it is granted and said. */
  readonly isEnforced: boolean
}

/** Asks a store to hold amounts in all accounts or in none. */
export interface HoldRequest {
  readonly id: string
  readonly holds: readonly Hold[]
  /** Epoch milliseconds. */
  readonly now: number
  /** When the holds end by themselves, epoch milliseconds: nobody settled or released them. */
  readonly expiresAt: number
}

/** What is in an account. */
export interface AccountBalance {
  readonly usedPicoUsd: bigint
  readonly reservedPicoUsd: bigint
}

/** A hold that passes its limit: its position in the request, and what was in the account before it. */
export interface Exceeded {
  readonly position: number
  readonly balance: AccountBalance
}

/** The answer to a `HoldRequest`. */
export type HoldResult =
  /** The holds stand. `exceeded`: those that are not enforced and pass their limit. */
  | { readonly kind: 'held'; readonly exceeded: readonly Exceeded[] }
  /** Nothing is held: a hold would pass its limit. */
  | { readonly kind: 'refused'; readonly exceeded: Exceeded }
  /** Nothing is held: these positions are of accounts that were never opened. */
  | { readonly kind: 'unopened'; readonly positions: readonly number[] }

/** What to open an account with: what the ledger says was spent before. */
export interface Opening {
  readonly account: string
  readonly usedPicoUsd: bigint
  /** When the account's period ends, epoch milliseconds; the store may forget it some time after. */
  readonly endsAt: number | undefined
}

/** What a call really cost, in one account. */
export interface Settlement {
  readonly account: string
  readonly amountPicoUsd: bigint
}

/** How an account stood before and after a settlement or an opening; one that was not there stood at 0. */
export interface SettledAccount {
  readonly usedBeforePicoUsd: bigint
  readonly usedAfterPicoUsd: bigint
  readonly reservedPicoUsd: bigint
}

/**
 * Where budgets live. Every method is atomic over all the accounts it is given, also among processes that
 * share the store. It rejects only when it cannot be reached.
 */
export interface BudgetStore {
  readonly name: string
  /** Holds all or nothing. The same id again holds nothing more and is answered `held`. */
  hold(request: HoldRequest): Promise<HoldResult>
  /** Opens accounts; one that is open keeps the larger of what it has used and what the opening says. */
  open(openings: readonly Opening[]): Promise<readonly SettledAccount[]>
  /**
   * Ends the holds of `id` and adds what was spent, also when the holds have expired. Undefined when `id` was
   * settled before. An account that was never opened, or forgotten, stays so: the ledger knows of the call.
   */
  settle(
    id: string,
    settlements: readonly Settlement[],
    now: number,
  ): Promise<readonly SettledAccount[] | undefined>
  /** Ends the holds of `id`; spends nothing. */
  release(id: string, accounts: readonly string[]): Promise<void>
  /** Undefined for accounts that were never opened. */
  read(accounts: readonly string[], now: number): Promise<readonly (AccountBalance | undefined)[]>
}
