import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLedger, openPostgres } from '@tokentoll/ledger'
import { readJournal } from './journal.ts'
import type { Plan } from './plan.ts'
import { createReplica } from './replica-process.ts'
import { askAll, judge, type Answer, type Judgement } from './results.ts'
import { startServers, type Servers } from './servers.ts'
import { truthOf, type Truth } from './truth.ts'

/** What a run found out. */
export interface ExactRun {
  readonly truth: Truth
  readonly answers: readonly Answer[]
  readonly judgements: readonly Judgement[]
  /** Conversations whose cost in the ledger is not exactly the truth. */
  readonly wrongConversations: number
}

export interface ExactOptions {
  readonly plan: Plan
  /** Wait until the recording rules, which look back, have seen everything. */
  readonly withRules: boolean
  readonly say: (line: string) => void
}

const replicas = 2
/** Time for vmagent, which sends once a second, to pass on what it has. */
const settleMs = 3000
/** Longest wait until everything that was sent can be asked for. */
const visibleMs = 20_000
/**
 * A rule group of one minute that looks one minute back sees a sample after two; and a little. What the collector kept
 * while Prometheus was away may take another minute: it asks ever more rarely.
 */
const rulesDelayMs = 195_000

/** Sends the planned calls through two replicas and a graceful restart, outages of the collector and of Prometheus, and a kill -9. */
export async function runExact({ plan, withRules, say }: ExactOptions): Promise<ExactRun> {
  const folder = await mkdtemp(join(tmpdir(), 'tokentoll-exact-'))
  say('starting PostgreSQL, Prometheus, VictoriaMetrics and vmagent')
  const servers = await startServers()
  try {
    const journalPaths = Array.from({ length: replicas }, (_, replica) => join(folder, `journal-${replica}`))
    await makeTraffic(plan, servers, folder, journalPaths, say)
    await sleep(withRules ? rulesDelayMs : settleMs)
    const journals = journalPaths.map(readJournal)
    const truth = truthOf(plan, journals)
    const ledger = createLedger({ store: await openPostgres({ url: servers.postgres.url }) })
    try {
      let answers = await askAll(servers, ledger, withRules)
      for (const until = Date.now() + visibleMs; Date.now() < until; await sleep(1000)) {
        if (answers.every((answer) => judge(answer, truth).isRight)) break
        answers = await askAll(servers, ledger, withRules)
      }
      const conversations = await ledger.totals({ by: ['conversationId'], activeUsers: false })
      const booked = new Map(conversations.map(({ key, totalPicoUsd }) => [key.conversationId, totalPicoUsd]))
      const wrong = [...truth.byConversation].filter(([id, pico]) => booked.get(id) !== pico)
      const strangers = Math.max(0, booked.size - truth.byConversation.size)
      return {
        truth,
        answers,
        judgements: answers.map((answer) => judge(answer, truth)),
        wrongConversations: wrong.length + strangers,
      }
    } finally {
      await ledger.close()
    }
  } finally {
    await servers.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeTraffic(
  plan: Plan,
  servers: Servers,
  folder: string,
  journalPaths: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const startAt = Date.now() + 2000
  const [first, second] = journalPaths.map((journalPath, replica) =>
    createReplica({
      plan,
      replica,
      replicas,
      startAt,
      otlpUrl: servers.otlpUrl,
      postgresUrl: servers.postgres.url,
      spoolFolder: join(folder, 'spool'),
      journalPath,
    }),
  ) as [ReturnType<typeof createReplica>, ReturnType<typeof createReplica>]
  const at = (share: number): Promise<void> =>
    sleep(Math.max(0, startAt + share * plan.durationMs - Date.now()))
  const seconds = (): string => `${Math.round((Date.now() - startAt) / 1000)} s`

  first.start({ isToBeKilled: true })
  second.start()
  await at(0.25)
  second.terminate()
  await finished(second)
  say(`${seconds()}: replica 2 was restarted gracefully`)
  second.start()
  // What a collector has taken and not yet passed on dies with it; a process that has ended cannot send it again.
  await sleep(settleMs)
  await at(0.45)
  say(`${seconds()}: the collector is killed and stays away for ${plan.outageMs / 1000} s`)
  await servers.collectorOutage(plan.outageMs)
  say(`${seconds()}: the collector is back`)
  await sleep(settleMs + 2 * plan.exportIntervalMs)
  await at(0.62)
  const prometheusIsBack = awayFor(plan.prometheusOutageMs)
  await at(0.8)
  first.kill()
  const { signal } = await first.ended()
  if (signal !== 'SIGKILL') throw new Error(`replica 1 ended by ${signal ?? 'itself'}, not by its kill -9`)
  say(`${seconds()}: replica 1 was killed with kill -9, and is started again`)
  first.start()
  await finished(first)
  await finished(second)
  say(`${seconds()}: both replicas are done`)
  await prometheusIsBack

  async function awayFor(durationMs: number): Promise<void> {
    if (durationMs === 0) return
    say(`${seconds()}: Prometheus is stopped and stays away for ${durationMs / 1000} s`)
    await servers.prometheusOutage(durationMs)
    say(`${seconds()}: Prometheus is back`)
  }
}

async function finished(replica: ReturnType<typeof createReplica>): Promise<void> {
  const { code, signal, output } = await replica.ended()
  if (code !== 0) throw new Error(`a replica ended with ${signal ?? code}: ${output}`)
}
