import { TokentollError } from '@tokentoll/core'
import type { BudgetStore, HoldRequest, HoldResult, SettledAccount } from '../budget-store.ts'
import { createBatcher } from './batcher.ts'
import { budgetSchema } from './schema.ts'

/** A PostgreSQL database: what `openPostgres` and `openPglite` of `@tokentoll/ledger` return fits. */
export interface SqlDatabase {
  /** Runs statements on one connection that nobody else uses meanwhile. */
  session<Result>(run: (session: SqlDatabaseSession) => Promise<Result>): Promise<Result>
}

/** One connection. */
export interface SqlDatabaseSession {
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** Options of `createSqlBudgetStore`. */
export interface SqlBudgetStoreOptions {
  readonly database: SqlDatabase
  /** Schema of its tables; default `tokentoll`. */
  readonly schema?: string
  /** Most questions in one statement; default 200. */
  readonly batchSize?: number
}

interface Answer {
  readonly kind: 'held' | 'refused' | 'unopened'
  readonly positions?: readonly number[]
  readonly exceeded?: readonly {
    readonly position: number
    readonly used: string
    readonly reserved: string
    readonly enforced: boolean
  }[]
}

interface SettleQuestion {
  readonly id: string
  readonly now: number
  readonly release: boolean
  readonly accounts: readonly { readonly account: string; readonly amount: string }[]
}

type SettleAnswer =
  | readonly { readonly before: string; readonly after: string; readonly reserved: string }[]
  | null

const rememberSettledMs = 3_600_000
const rememberEndedMs = 7 * 86_400_000

/**
 * Budgets in PostgreSQL or PGlite, shared by all processes that use the database. Its tables are created with the
 * first question. Questions that come while one is under way are decided together.
 *
 * @throws TokentollError `invalid_option` for a schema that is no plain name.
 */
export function createSqlBudgetStore(options: SqlBudgetStoreOptions): BudgetStore {
  const { database, batchSize = 200 } = options
  const schema = quoted(options.schema ?? 'tokentoll')
  let prepared: Promise<void> | undefined

  const prepare = (): Promise<void> => {
    prepared ??= database
      .session(async ({ query }) => {
        // Several processes may start at once, and CREATE IF NOT EXISTS is no protection from each other.
        await query('BEGIN')
        try {
          await query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${schema}.budget`])
          for (const statement of budgetSchema(schema)) await query(statement)
          await query('COMMIT')
        } catch (error) {
          await query('ROLLBACK').catch(() => {})
          throw error
        }
      })
      .catch((error: unknown) => {
        prepared = undefined
        throw error
      })
    return prepared
  }
  const ask = async (text: string, ...values: readonly unknown[]): Promise<unknown> => {
    await prepare()
    const rows = await database.session((session) => session.query(text, values))
    return rows[0]?.['answer']
  }

  const hold = createBatcher<HoldRequest, HoldResult>(batchSize, async (requests) => {
    const questions = requests.map(({ id, now, expiresAt, holds }) => ({
      id,
      now,
      expiresAt,
      accounts: holds.map(({ account, amountPicoUsd, limitPicoUsd, isEnforced }) => ({
        account,
        amount: String(amountPicoUsd),
        limit: String(limitPicoUsd),
        enforced: isEnforced,
      })),
    }))
    const answers = await ask(`SELECT ${schema}.budget_hold($1::jsonb) AS answer`, JSON.stringify(questions))
    return (answers as readonly Answer[]).map(holdResult)
  })
  const settle = createBatcher<SettleQuestion, SettleAnswer>(batchSize, async (questions) => {
    const forgetBefore = Math.min(...questions.map(({ now }) => now)) - rememberSettledMs
    const text = `SELECT ${schema}.budget_settle($1::jsonb, $2::bigint) AS answer`
    return (await ask(text, JSON.stringify(questions), forgetBefore)) as readonly SettleAnswer[]
  })

  return {
    name: 'sql',
    hold,
    async open(openings) {
      const questions = openings.map(({ account, usedPicoUsd, endsAt }) => ({
        account,
        used: String(usedPicoUsd),
        endsAt: endsAt ?? null,
      }))
      const text = `SELECT ${schema}.budget_open($1::jsonb) AS answer`
      const answer = (await ask(text, JSON.stringify(questions))) as SettleAnswer
      await ask(
        `DELETE FROM ${schema}.budget_account WHERE account IN (
          SELECT account FROM ${schema}.budget_account WHERE ends_at < $1::bigint ORDER BY account LIMIT 100
          FOR UPDATE SKIP LOCKED)`,
        Date.now() - rememberEndedMs,
      )
      return (answer ?? []).map(settledAccount)
    },
    async settle(id, settlements, now) {
      const accounts = settlements.map(({ account, amountPicoUsd }) => ({
        account,
        amount: String(amountPicoUsd),
      }))
      return (await settle({ id, now, release: false, accounts }))?.map(settledAccount)
    },
    async release(id, names) {
      const accounts = names.map((account) => ({ account, amount: '0' }))
      await settle({ id, now: Date.now(), release: true, accounts })
    },
    async read(names, now) {
      await prepare()
      const rows = await database.session((session) =>
        session.query(
          `SELECT account, used::text AS used, (reserved - COALESCE((
            SELECT SUM(amount) FROM ${schema}.budget_hold AS hold
            WHERE hold.account = known.account AND hold.expires_at <= $2::bigint), 0))::text AS reserved
          FROM ${schema}.budget_account AS known WHERE account = ANY ($1::text[])`,
          [names, now],
        ),
      )
      const found = new Map(rows.map((row) => [row['account'], row]))
      return names.map((name) => {
        const row = found.get(name)
        return (
          row && {
            usedPicoUsd: BigInt(row['used'] as string),
            reservedPicoUsd: BigInt(row['reserved'] as string),
          }
        )
      })
    },
  }
}

function holdResult({ kind, positions = [], exceeded = [] }: Answer): HoldResult {
  if (kind === 'unopened') return { kind, positions }
  const said = exceeded.map(({ position, used, reserved }) => ({
    position,
    balance: { usedPicoUsd: BigInt(used), reservedPicoUsd: BigInt(reserved) },
  }))
  if (kind === 'held') return { kind, exceeded: said }
  const refused = said[exceeded.findIndex(({ enforced }) => enforced)]
  if (refused === undefined) throw new RangeError('The budget store refused a call without a reason')
  return { kind, exceeded: refused }
}

function settledAccount(answer: NonNullable<SettleAnswer>[number]): SettledAccount {
  return {
    usedBeforePicoUsd: BigInt(answer.before),
    usedAfterPicoUsd: BigInt(answer.after),
    reservedPicoUsd: BigInt(answer.reserved),
  }
}

function quoted(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name)) return `"${name}"`
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'Not a name for a schema',
    remedy: 'Give up to 63 letters, digits and underscores that do not begin with a digit',
    field: 'schema',
    value: name,
  })
}
