import { openPglite } from '@tokentoll/ledger'
import { startOtlpPrometheus, type OtlpPrometheus } from '@tokentoll/tooling/servers'
import { compare } from '../report/compare.ts'
import { usd } from '../report/money.ts'
import { renderReport, type Query } from '../report/report.ts'
import { readLedgerSums, readLedgerTotal, readPrometheusSums, subtractSums } from '../report/sums.ts'
import { createAiSdkModels } from '../tasks/ai-sdk-models.ts'
import { createAiSdkTasks } from '../tasks/ai-sdk-tasks.ts'
import { createLangChainModels } from '../tasks/langchain-models.ts'
import { createLangChainTasks } from '../tasks/langchain-tasks.ts'
import { planJobs } from '../world/plan.ts'
import { budgetedTenant } from '../world/tenants.ts'
import { startApplication, type Application } from './application.ts'
import { createCleanUp, type CleanUp } from './clean-up.ts'
import { liveEndpoints, type Endpoints } from './endpoints.ts'
import { readJournal } from './journal.ts'
import { openLedgerFolder, type LedgerFolder } from './ledger-folder.ts'
import type { DemoOptions } from './options.ts'
import type { Progress } from './progress.ts'
import { showDashboards, startWatched, type WatchedMetrics } from './dashboards.ts'
import { startProviderProcess } from './provider-process.ts'
import { quietRefusals } from './quiet-refusals.ts'
import { checkRecovery } from './recovery.ts'
import { runJobs, type JobCounts } from './run-jobs.ts'
import { settled } from './settled.ts'
import { readTruth, subtractTruth } from './truth.ts'

/** What surrounds a run. */
export interface DemoContext {
  /** Ends the run early: calls under way are cut, what was booked is kept. */
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Everything that runs beside the jobs. */
interface Surroundings {
  readonly application: Application
  readonly endpoints: Endpoints
  readonly metrics: OtlpPrometheus
  /** The same metrics with alert rules, when the dashboards are to be shown. */
  readonly watched: WatchedMetrics | undefined
  /** Address of the loopback provider; undefined with real providers. */
  readonly providerUrl: string | undefined
  readonly query: Query
}

/** Runs the demonstration and prints its report. Returns the exit code: 0 when the three stores agree. */
export async function runDemo(options: DemoOptions, context: DemoContext): Promise<number> {
  const cleanUp = createCleanUp()
  const folder = openLedgerFolder(options.folder)
  let end: RunEnd | undefined
  try {
    end = await run(options, folder, context, cleanUp)
  } finally {
    await cleanUp.run()
  }
  // Only now, with the ledger closed, may the next run clear the folder.
  if (end.isComplete) folder.finish()
  return end.exitCode
}

interface RunEnd {
  readonly exitCode: number
  /** The run came to its end; otherwise the next one continues its ledger. */
  readonly isComplete: boolean
}

async function run(
  options: DemoOptions,
  folder: LedgerFolder,
  { signal, progress }: DemoContext,
  cleanUp: CleanUp,
): Promise<RunEnd> {
  const started = performance.now()
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`
  progress.step('starting Prometheus, the loopback provider and the embedded ledger')
  const surroundings = await start(options, folder, cleanUp)
  const { application, metrics, watched, providerUrl, query } = surroundings

  if (folder.resumed && providerUrl !== undefined) {
    const recovery = await checkRecovery(readJournal(folder.journalFile), query, providerUrl)
    process.stdout.write(`${recovery.text}\n`)
    if (!recovery.complete) return { exitCode: 1, isComplete: false }
  }
  // A resumed ledger holds the calls of the run before; the counters of this process do not.
  const ledgerBefore = await readLedgerSums(query)
  const truthBefore = providerUrl === undefined ? undefined : await readTruth(providerUrl)

  progress.step(
    `ready after ${elapsed()}; ${options.jobs} jobs of 12 tenants, ${options.concurrency} at a time`,
  )
  const counts = await work(options, surroundings, { signal, progress })
  await application.meter.flush()
  if (signal.aborted) {
    const { recorded } = application.meter.health()
    progress.step(`stopped after ${recorded} calls; all of them are in the ledger. Run it again to continue.`)
    return { exitCode: 130, isComplete: false }
  }

  process.stdout.write(await renderReport(query))
  process.stdout.write(budgetLine(counts))
  const ledgerNow = await readLedgerSums(query)
  const ledger = subtractSums(ledgerNow, ledgerBefore)
  const ask = (promql: string) => metrics.prometheus.query(promql)
  const prometheus = await settled(
    () => readPrometheusSums(ask),
    (sums) => sums.exactPico - ledger.exactPico,
  )
  const publishedPico = await settled(
    () => readLedgerTotal(ask),
    (total) => total - ledgerNow.exactPico - ledgerNow.estimatedPico,
  )
  process.stdout.write(`\ndone in ${elapsed()}\n`)
  if (providerUrl === undefined || truthBefore === undefined) {
    process.stdout.write(
      `ledger $${usd(ledger.exactPico, 2)}, Prometheus $${usd(prometheus.exactPico, 2)} (live: the provider's invoice is the truth)\n`,
    )
    if (watched !== undefined) await showDashboards(watched, { signal, progress })
    return { exitCode: 0, isComplete: true }
  }
  const truth = subtractTruth(await readTruth(providerUrl), truthBefore)
  const comparison = compare({ truth, ledger, prometheus, ledgerNow, publishedPico })
  process.stdout.write(`${comparison.text}\n`)
  if (watched !== undefined) await showDashboards(watched, { signal, progress })
  return { exitCode: comparison.agrees ? 0 : 1, isComplete: true }
}

async function start(options: DemoOptions, folder: LedgerFolder, cleanUp: CleanUp): Promise<Surroundings> {
  const live = options.live ? liveEndpoints(process.env) : undefined
  // First what a second demonstration on the same folder stumbles over.
  const store = await openPglite({ dataDir: folder.ledger })
  cleanUp.add(() => store.close())
  const watched = options.dashboards ? await startWatched(cleanUp) : undefined
  const metrics = watched ?? (await startOtlpPrometheus())
  if (watched === undefined) cleanUp.add(() => metrics.stop())
  const provider = live === undefined ? await startProviderProcess(folder.bookFile) : undefined
  if (provider !== undefined) cleanUp.add(() => provider.stop())
  const { journalFile } = folder
  const application = startApplication({ store, otlpUrl: metrics.otlpUrl, journalFile }, cleanUp)
  // What an interrupted run had spooled is booked first.
  await application.ledger.flush()
  return {
    application,
    endpoints: live ?? provider!.endpoints,
    metrics,
    watched,
    providerUrl: provider?.url,
    query: (sql) => application.ledger.query(sql),
  }
}

async function work(options: DemoOptions, { application, endpoints }: Surroundings, context: DemoContext) {
  const speakAgain = quietRefusals()
  const counts = await runJobs({
    jobs: planJobs(options.jobs, 20_261_122),
    tasks: {
      ...createLangChainTasks(createLangChainModels(endpoints), application.handler),
      ...createAiSdkTasks(createAiSdkModels(endpoints)),
    },
    concurrency: options.concurrency,
    signal: context.signal,
    onProgress: ({ done, failed, refused, left }) =>
      context.progress.count(
        `jobs: ${done} done, ${left} left by the user, ${failed} failed, ${refused} refused by a budget`,
      ),
  })
  speakAgain()
  return counts
}

function budgetLine({ refused, refusedTenants }: JobCounts): string {
  const who = refusedTenants.size === 0 ? 'nobody' : [...refusedTenants].join(', ')
  return `\nBudget: ${who} ran into $${budgetedTenant.limitUsd} a month; ${refused} jobs were refused before the provider was called\n`
}
