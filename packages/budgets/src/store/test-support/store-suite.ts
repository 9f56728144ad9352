import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BudgetStore, HoldRequest } from '../budget-store.ts'

/** A store under test, as a second process would see it too. */
export interface StoreSubject {
  readonly store: BudgetStore
  /** Another client on the same data; the store itself where there is no other. */
  readonly other: BudgetStore
  readonly dispose: () => Promise<void>
}

const noon = Date.UTC(2026, 10, 22, 12)
const cent = 10_000_000_000n
let lastName = 0

function fresh(name: string): string {
  lastName += 1
  return `${name}:${lastName}:ünï "q"`
}

function hold(id: string, account: string, amountPicoUsd: bigint, limitPicoUsd: bigint, isEnforced = true) {
  return {
    id,
    now: noon,
    expiresAt: noon + 60_000,
    holds: [{ account, amountPicoUsd, limitPicoUsd, isEnforced }],
  } satisfies HoldRequest
}

/** The contract of `BudgetStore`. */
export function testBudgetStore(name: string, create: () => Promise<StoreSubject>): void {
  describe(`${name} keeps the BudgetStore contract`, () => {
    let subject: StoreSubject
    let store: BudgetStore
    beforeAll(async () => {
      subject = await create()
      store = subject.store
    })
    afterAll(() => subject.dispose())

    const opened = async (usedPicoUsd = 0n): Promise<string> => {
      const account = fresh('account')
      await store.open([{ account, usedPicoUsd, endsAt: undefined }])
      return account
    }
    const balance = async (account: string, now = noon) => (await store.read([account], now))[0]

    it('holds nothing in accounts that were never opened, and says which', async () => {
      const [known, unknown] = [await opened(), fresh('unknown')]
      const request = hold('unopened', known, 1n, 10n)
      const both = {
        ...request,
        holds: [known, unknown].flatMap((account) => hold('', account, 1n, 10n).holds),
      }
      expect(await store.hold(both)).toEqual({ kind: 'unopened', positions: [1] })
      expect(await store.read([known, unknown], noon)).toEqual([
        { usedPicoUsd: 0n, reservedPicoUsd: 0n },
        undefined,
      ])
    })

    it('opens once; later openings can only raise what is used', async () => {
      const account = await opened(5n)
      const lower = [{ account, usedPicoUsd: 3n, endsAt: noon + 1000 }]
      expect(await store.open(lower)).toEqual([
        { usedBeforePicoUsd: 5n, usedAfterPicoUsd: 5n, reservedPicoUsd: 0n },
      ])
      expect(await balance(account)).toEqual({ usedPicoUsd: 5n, reservedPicoUsd: 0n })
      await store.open([{ account, usedPicoUsd: 8n, endsAt: Date.now() + 86_400_000 }])
      expect(await balance(account)).toEqual({ usedPicoUsd: 8n, reservedPicoUsd: 0n })
    })

    it('says which opening raised an account, also when several come at once', async () => {
      const account = fresh('account')
      const opened = await Promise.all(
        [store, subject.other, store, subject.other].map((client, index) =>
          client.open([{ account, usedPicoUsd: BigInt(index + 1), endsAt: undefined }]),
        ),
      )
      // Every step from 0 to 4 was made by exactly one of them.
      const raised = opened.map(
        ([change]) => (change?.usedAfterPicoUsd ?? 0n) - (change?.usedBeforePicoUsd ?? 0n),
      )
      expect(raised.reduce((sum, step) => sum + step, 0n)).toBe(4n)
      expect(await balance(account)).toEqual({ usedPicoUsd: 4n, reservedPicoUsd: 0n })
    })

    it('grants exactly as many of 1,000 at the same time as there is room for, from two clients', async () => {
      const account = await opened()
      const results = await Promise.all(
        Array.from({ length: 1000 }, (_, index) =>
          (index % 2 === 0 ? store : subject.other).hold(hold(fresh('call'), account, cent, 500n * cent)),
        ),
      )
      expect(results.filter(({ kind }) => kind === 'held')).toHaveLength(500)
      expect(await balance(account)).toEqual({ usedPicoUsd: 0n, reservedPicoUsd: 500n * cent })
    })

    it('holds to the last digit, far beyond what a double or 64 bits could', async () => {
      const limit = 12_345_678_901_234_567_890_123n
      const account = await opened(limit - 3n)
      expect((await store.hold(hold('a', account, 2n, limit))).kind).toBe('held')
      expect(await store.hold(hold('b', account, 2n, limit))).toEqual({
        kind: 'refused',
        exceeded: { position: 0, balance: { usedPicoUsd: limit - 3n, reservedPicoUsd: 2n } },
      })
      expect((await store.hold(hold('c', account, 1n, limit))).kind).toBe('held')
      expect((await store.hold(hold('free', account, 0n, limit))).kind).toBe('held')
    })

    it('refuses in all accounts when one has no room, and tells of soft ones that have none', async () => {
      const [full, soft, free] = [await opened(10n), await opened(10n), await opened()]
      const entry = { amountPicoUsd: 1n, limitPicoUsd: 10n }
      const request = { id: fresh('call'), now: noon, expiresAt: noon + 1 }
      const refused = await store.hold({
        ...request,
        holds: [
          { account: free, ...entry, isEnforced: true },
          { account: soft, ...entry, isEnforced: false },
          { account: full, ...entry, isEnforced: true },
        ],
      })
      const exceeded = { usedPicoUsd: 10n, reservedPicoUsd: 0n }
      expect(refused).toEqual({ kind: 'refused', exceeded: { position: 2, balance: exceeded } })
      expect(await balance(free)).toEqual({ usedPicoUsd: 0n, reservedPicoUsd: 0n })
      const held = await store.hold({
        ...request,
        holds: [
          { account: free, ...entry, isEnforced: true },
          { account: soft, ...entry, isEnforced: false },
        ],
      })
      expect(held).toEqual({ kind: 'held', exceeded: [{ position: 1, balance: exceeded }] })
      expect(await balance(soft)).toEqual({ usedPicoUsd: 10n, reservedPicoUsd: 1n })
    })

    it('holds once for one id, also after it was settled', async () => {
      const account = await opened()
      const request = hold(fresh('call'), account, 4n, 5n)
      expect(await store.hold(request)).toEqual({ kind: 'held', exceeded: [] })
      expect(await store.hold(request)).toEqual({ kind: 'held', exceeded: [] })
      expect(await balance(account)).toMatchObject({ reservedPicoUsd: 4n })
      await store.settle(request.id, [{ account, amountPicoUsd: 5n }], noon)
      expect(await store.hold(request)).toEqual({ kind: 'held', exceeded: [] })
      expect(await balance(account)).toEqual({ usedPicoUsd: 5n, reservedPicoUsd: 0n })
    })

    it('settles once, whatever it was, and says how the account stood before and after', async () => {
      const account = await opened(1n)
      const request = hold(fresh('call'), account, 2n, 10n)
      await store.hold(request)
      const settlement = [{ account, amountPicoUsd: 20n }]
      expect(await store.settle(request.id, settlement, noon)).toEqual([
        { usedBeforePicoUsd: 1n, usedAfterPicoUsd: 21n, reservedPicoUsd: 0n },
      ])
      expect(await subject.other.settle(request.id, settlement, noon)).toBeUndefined()
      expect(await balance(account)).toEqual({ usedPicoUsd: 21n, reservedPicoUsd: 0n })
    })

    it('gives back what is released, once', async () => {
      const account = await opened()
      const request = hold(fresh('call'), account, 10n, 10n)
      await store.hold(request)
      await store.release(request.id, [account])
      await store.release(request.id, [account])
      expect(await balance(account)).toEqual({ usedPicoUsd: 0n, reservedPicoUsd: 0n })
      expect((await store.hold(hold(fresh('call'), account, 10n, 10n))).kind).toBe('held')
    })

    it('ends abandoned holds, and counts their settlement all the same', async () => {
      const account = await opened()
      const request = hold(fresh('call'), account, 10n, 10n)
      await store.hold(request)
      const later = { ...hold(fresh('call'), account, 6n, 10n), now: noon + 59_999 }
      expect((await store.hold(later)).kind).toBe('refused')
      expect((await store.hold({ ...later, now: noon + 60_000, expiresAt: noon + 120_000 })).kind).toBe(
        'held',
      )
      await store.settle(request.id, [{ account, amountPicoUsd: 7n }], noon + 61_000)
      expect(await balance(account, noon + 61_000)).toEqual({ usedPicoUsd: 7n, reservedPicoUsd: 6n })
      expect(await balance(account, noon + 120_000)).toEqual({ usedPicoUsd: 7n, reservedPicoUsd: 0n })
    })

    it('leaves accounts alone that it does not know', async () => {
      const unknown = fresh('unknown')
      expect(await store.settle(fresh('call'), [{ account: unknown, amountPicoUsd: 5n }], noon)).toEqual([
        { usedBeforePicoUsd: 0n, usedAfterPicoUsd: 0n, reservedPicoUsd: 0n },
      ])
      await store.release(fresh('call'), [unknown])
      expect(await balance(unknown)).toBeUndefined()
    })

    it('adds up to the digit when everything happens at once', async () => {
      const accounts = await Promise.all(Array.from({ length: 4 }, () => opened()))
      const limitPicoUsd = 40_000_000_000_007n
      let spent = 0n
      await Promise.all(
        Array.from({ length: 400 }, async (_, index) => {
          const client = index % 2 === 0 ? store : subject.other
          const id = fresh('call')
          const amountPicoUsd = BigInt(100_000_000_001 + index * 999_999_937)
          // The same accounts in different orders: the worst case for locks.
          const touched = index % 3 === 0 ? accounts.toReversed() : accounts
          const holds = touched.map((account) => ({ account, amountPicoUsd, limitPicoUsd, isEnforced: true }))
          const result = await client.hold({ id, now: noon, expiresAt: noon + 60_000, holds })
          if (result.kind !== 'held') return
          if (index % 5 === 0) return client.release(id, touched)
          const real = (amountPicoUsd * BigInt(90 + (index % 11))) / 100n
          spent += real
          const settlements = touched.map((account) => ({ account, amountPicoUsd: real }))
          await client.settle(id, settlements, noon)
        }),
      )
      for (const state of await store.read(accounts, noon)) {
        expect(state).toEqual({ usedPicoUsd: spent, reservedPicoUsd: 0n })
      }
      expect(spent).toBeGreaterThan(limitPicoUsd / 2n)
      expect(spent).toBeLessThanOrEqual(limitPicoUsd)
    })
  })
}
