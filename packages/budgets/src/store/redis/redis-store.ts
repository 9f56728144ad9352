import type { BudgetStore, HoldResult, SettledAccount } from '../budget-store.ts'
import { decodeAmount, encodeAmount } from './amount.ts'
import { createScriptRunner, type IoredisClient, type NodeRedisClient } from './client.ts'
import { holdScript, openScript, readScript, settleScript } from './scripts.ts'

/** Options of `createRedisBudgetStore`. */
export interface RedisBudgetStoreOptions {
  /**
   * A connected client of `ioredis` or `redis`; it stays yours. Set it to fail at once while the server is away, else
   * calls wait for the whole `storeTimeoutMs`.
   */
  readonly client: IoredisClient | NodeRedisClient
  /** Begins every key; default `{tokentoll}:budget:`. The braces keep all keys of a cluster on one node. */
  readonly prefix?: string
}

const rememberSettledMs = 3_600_000
const rememberEndedMs = 7 * 86_400_000

/** Budgets in Redis, shared by all processes that use the server. Exact: no amount is ever a float. */
export function createRedisBudgetStore(options: RedisBudgetStoreOptions): BudgetStore {
  const { client, prefix = '{tokentoll}:budget:' } = options
  const run = createScriptRunner(client)
  const keysOf = (id: string, accounts: readonly string[]): readonly string[] => [
    `${prefix}settled:${id}`,
    ...accounts.flatMap((account) => [
      `${prefix}account:${account}`,
      `${prefix}holds:${account}`,
      `${prefix}ends:${account}`,
    ]),
  ]

  return {
    name: 'redis',
    async hold({ id, holds, now, expiresAt }) {
      const accounts = holds.map(({ account }) => account)
      const amounts = holds.flatMap(({ amountPicoUsd, limitPicoUsd, isEnforced }) => [
        encodeAmount(amountPicoUsd),
        encodeAmount(limitPicoUsd),
        isEnforced ? '1' : '0',
      ])
      const args = [id, String(now), String(expiresAt), ...amounts]
      return holdResult(await run(holdScript, keysOf(id, accounts), args))
    },
    async open(openings) {
      const accounts = openings.map(({ account }) => account)
      const args = openings.flatMap(({ usedPicoUsd, endsAt }) => [
        encodeAmount(usedPicoUsd),
        endsAt === undefined ? '' : String(endsAt + rememberEndedMs),
      ])
      return settledAccounts(accounts, await run(openScript, keysOf('', accounts), ['', ...args]))
    },
    async settle(id, settlements) {
      const accounts = settlements.map(({ account }) => account)
      const amounts = settlements.map(({ amountPicoUsd }) => encodeAmount(amountPicoUsd))
      const answer = await run(settleScript, keysOf(id, accounts), [
        id,
        String(rememberSettledMs),
        ...amounts,
      ])
      return answer === null ? undefined : settledAccounts(accounts, answer)
    },
    async release(id, accounts) {
      const amounts = accounts.map(() => encodeAmount(0n))
      await run(settleScript, keysOf(id, accounts), [id, '0', ...amounts])
    },
    async read(accounts, now) {
      const values = texts(await run(readScript, keysOf('', accounts), [String(now)]))
      return accounts.map((_account, position) =>
        values[2 * position] === ''
          ? undefined
          : {
              usedPicoUsd: amountAt(values, 2 * position),
              reservedPicoUsd: amountAt(values, 2 * position + 1),
            },
      )
    },
  }
}

function holdResult(answer: unknown): HoldResult {
  const [kind, ...rest] = texts(answer)
  if (kind === 'unopened') return { kind, positions: rest.map(Number) }
  const exceeded = Array.from({ length: rest.length / 3 }, (_, index) => ({
    position: Number(rest[3 * index]),
    balance: { usedPicoUsd: amountAt(rest, 3 * index + 1), reservedPicoUsd: amountAt(rest, 3 * index + 2) },
  }))
  const [first] = exceeded
  if (kind === 'refused' && first !== undefined) return { kind, exceeded: first }
  return { kind: 'held', exceeded }
}

function settledAccounts(accounts: readonly string[], answer: unknown): readonly SettledAccount[] {
  const values = texts(answer)
  return accounts.map((_account, position) => ({
    usedBeforePicoUsd: amountAt(values, 3 * position),
    usedAfterPicoUsd: amountAt(values, 3 * position + 1),
    reservedPicoUsd: amountAt(values, 3 * position + 2),
  }))
}

function amountAt(values: readonly string[], position: number): bigint {
  return decodeAmount(values[position] ?? '0:0')
}

function texts(answer: unknown): readonly string[] {
  return Array.isArray(answer) ? answer.map(String) : []
}
