import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLedger, openPglite, type LedgerStore } from '@tokentoll/ledger'
import { createLedgerMetrics } from '@tokentoll/otel'
import type { Finding } from './measure.ts'

const calls = 1_000_000
const days = 60
const tenants = 200
/** After the first, which reads the past as well. */
const polls = 4
const intervalMs = 30_000
/** A tenth of the time; the publisher rests longer where a reading takes more. */
const promisedMs = intervalMs / 10

/** What one reading of a ledger of a million calls costs: 200 tenants, 8 tasks, 4 models, 60 days, 20 users a tenant. */
export async function ledgerPoll(): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tokentoll-bench-'))
  const store = await openPglite({ dataDir: join(folder, 'ledger') })
  const ledger = createLedger({ store })
  try {
    const [{ rows }] = (await fill(store)) as [{ rows: number }]
    let now = Date.now()
    const source = createLedgerMetrics({
      reader: ledger,
      users: 'not-personal-data',
      intervalMs,
      waitMs: 600_000,
      clock: () => now,
    })
    const tookMs: number[] = []
    let points = 0
    for (let poll = 0; poll <= polls; poll += 1) {
      now += 2 * intervalMs
      const startedAt = performance.now()
      const { families } = await source.collect({ reader: source, time: [now / 1000, 0], since: Infinity })
      tookMs.push(performance.now() - startedAt)
      points = families.reduce((sum, family) => sum + family.points.length, 0)
    }
    const [first = 0] = tookMs
    const typical = tookMs.slice(1).toSorted((a, b) => a - b)[Math.floor(polls / 2)]!
    return [
      {
        what: 'calls, and rows of totals by day',
        measured: `${calls.toLocaleString('en')}, ${rows.toLocaleString('en')}`,
      },
      {
        what: 'the first reading, and every tenth: with all before this month',
        measured: `${first.toFixed(0)} ms`,
      },
      {
        what: `one reading of the embedded ledger (${points.toLocaleString('en')} series)`,
        measured: `${typical.toFixed(0)} ms`,
        promised: `at most ${promisedMs} ms every 30 s`,
        isKept: typical <= promisedMs,
      },
    ]
  } finally {
    await ledger.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Books the calls by SQL, as the ledger would: rows, and totals by day. A few tenants are busy, most are not. */
async function fill(store: LedgerStore): Promise<readonly unknown[]> {
  const { schema } = store
  const sums = `count(*), sum(input_cost_usd), sum(output_cost_usd), sum(cost_usd), sum(input_tokens),
    sum(output_tokens), 0, 0, min(ts), max(ts)`
  return store.session(async (session) => {
    await session.query(
      `INSERT INTO "${schema}".llm_call (id, ts, input_cost_usd, output_cost_usd, cost_usd, input_tokens, output_tokens,
        is_estimated, cached, operation, provider, model, tenant_id, user_id, task, integration, usage_source,
        usage_confidence, cost_status, outcome)
      SELECT 'call-' || n, now() - n * ($1::float / ${calls}) * interval '1 day', 0.001, 0.002, 0.003, 1000, 200,
        false, false, 'chat', 'openai', 'model-' || n % 4, 'tenant-' || floor(power(random(), 3) * ${tenants}),
        'user-' || floor(random() * 20), 'task-' || floor(random() * 8), 'bench', 'provider', 'exact', 'priced', 'success'
      FROM generate_series(1, ${calls}) AS n`,
      [days],
    )
    await session.query(
      `INSERT INTO "${schema}".llm_spend_day SELECT (ts AT TIME ZONE 'UTC')::date, tenant_id, task, provider, model, ${sums}
      FROM "${schema}".llm_call GROUP BY 1, 2, 3, 4, 5`,
    )
    await session.query(
      `INSERT INTO "${schema}".llm_user_spend_day SELECT (ts AT TIME ZONE 'UTC')::date, tenant_id, user_id, ${sums}
      FROM "${schema}".llm_call GROUP BY 1, 2, 3`,
    )
    return session.query(`SELECT count(*)::int AS rows FROM "${schema}".llm_spend_day`)
  })
}
