import type { AccountBalance, BudgetStore, Hold, HoldRequest, HoldResult } from './budget-store.ts'

/** Options of `createMemoryBudgetStore`. */
export interface MemoryBudgetStoreOptions {
  /**
   * Accounts kept, default 100,000. Beyond it the ones that were idle longest are forgotten; they are opened
   * again from the ledger, or at 0 without one.
   */
  readonly maxAccounts?: number
}

interface Account {
  used: bigint
  reserved: bigint
  /** By reservation; all holds live equally long, so the first is the first to expire. */
  readonly holds: Map<string, { readonly amount: bigint; readonly expiresAt: number }>
}

/** Budgets of one process: exact among its own calls, and unaware of other processes. */
export function createMemoryBudgetStore(options: MemoryBudgetStoreOptions = {}): BudgetStore {
  const { maxAccounts = 100_000 } = options
  const accounts = new Map<string, Account>()
  // Settled reservations and when they may be forgotten.
  const settled = new Map<string, number>()

  const touch = (name: string, now: number): Account | undefined => {
    const account = accounts.get(name)
    if (account === undefined) return undefined
    // The map's order is the order of use.
    accounts.delete(name)
    accounts.set(name, account)
    for (const [id, hold] of account.holds) {
      if (hold.expiresAt > now) break
      endHold(account, id)
    }
    return account
  }

  const forgetIdle = (): void => {
    for (const [name, account] of accounts) {
      if (accounts.size <= maxAccounts) return
      if (account.holds.size === 0) accounts.delete(name)
    }
  }

  const forgetSettled = (now: number): void => {
    for (const [id, until] of settled) {
      if (until > now) return
      settled.delete(id)
    }
  }

  const hold = ({ id, holds, now, expiresAt }: HoldRequest): HoldResult => {
    const found = holds.map(({ account }) => touch(account, now))
    const positions = found.flatMap((account, position) => (account === undefined ? [position] : []))
    if (positions.length > 0) return { kind: 'unopened', positions }
    const open = found as readonly Account[]
    if (settled.has(id) || open.some((account) => account.holds.has(id)))
      return { kind: 'held', exceeded: [] }
    const exceeded = holds.flatMap((hold, position) => {
      const account = open[position]
      return account !== undefined && isExceeded(hold, account)
        ? [{ position, balance: balanceOf(account) }]
        : []
    })
    const refused = exceeded.find(({ position }) => holds[position]?.isEnforced === true)
    if (refused !== undefined) return { kind: 'refused', exceeded: refused }
    for (const [position, { amountPicoUsd }] of holds.entries()) {
      const account = open[position]
      if (account === undefined) continue
      account.reserved += amountPicoUsd
      account.holds.set(id, { amount: amountPicoUsd, expiresAt })
    }
    return { kind: 'held', exceeded }
  }

  return {
    name: 'memory',
    hold: async (request) => hold(request),
    async open(openings) {
      const opened = openings.map(({ account: name, usedPicoUsd }) => {
        const account = accounts.get(name) ?? { used: 0n, reserved: 0n, holds: new Map() }
        accounts.set(name, account)
        const usedBeforePicoUsd = account.used
        if (usedPicoUsd > account.used) account.used = usedPicoUsd
        return { usedBeforePicoUsd, usedAfterPicoUsd: account.used, reservedPicoUsd: account.reserved }
      })
      forgetIdle()
      return opened
    },
    async settle(id, settlements, now) {
      forgetSettled(now)
      if (settled.has(id)) return undefined
      settled.set(id, now + rememberSettledMs)
      return settlements.map(({ account: name, amountPicoUsd }) => {
        const account = touch(name, now)
        // Forgotten meanwhile: the ledger knows of this call when the account is opened again.
        if (account === undefined) return { usedBeforePicoUsd: 0n, usedAfterPicoUsd: 0n, reservedPicoUsd: 0n }
        endHold(account, id)
        const usedBeforePicoUsd = account.used
        account.used += amountPicoUsd
        return { usedBeforePicoUsd, usedAfterPicoUsd: account.used, reservedPicoUsd: account.reserved }
      })
    },
    async release(id, names) {
      for (const name of names) {
        const account = accounts.get(name)
        if (account !== undefined) endHold(account, id)
      }
    },
    read: async (names, now) =>
      names.map((name) => {
        const account = touch(name, now)
        return account && balanceOf(account)
      }),
  }
}

// A call that is told to settle again, is told so within minutes.
const rememberSettledMs = 3_600_000

// What costs nothing passes also when a budget is overdrawn.
function isExceeded(hold: Hold, account: Account): boolean {
  if (hold.amountPicoUsd === 0n) return false
  return account.used + account.reserved + hold.amountPicoUsd > hold.limitPicoUsd
}

function balanceOf(account: Account): AccountBalance {
  return { usedPicoUsd: account.used, reservedPicoUsd: account.reserved }
}

function endHold(account: Account, id: string): void {
  const hold = account.holds.get(id)
  if (hold === undefined) return
  account.holds.delete(id)
  account.reserved -= hold.amount
}
