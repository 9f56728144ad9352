import { createBudgets } from '@tokentoll/budgets'
import { createMeter } from '@tokentoll/core'
import { registerTokentoll } from '@tokentoll/ai-sdk'
import { TokentollCallbackHandler } from '@tokentoll/langchain'
import { createLedger, openPglite } from '@tokentoll/ledger'
import { startOtlp } from '@tokentoll/otel'
import { startOtlpPrometheus } from '@tokentoll/tooling/servers'
import { compare, readLedgerSums, readPrometheusSums, subtractSums } from '../report/compare.ts'
import { usd } from '../report/money.ts'
import { renderReport, type Query } from '../report/report.ts'
import { createAiSdkModels } from '../tasks/ai-sdk-models.ts'
import { createAiSdkTasks } from '../tasks/ai-sdk-tasks.ts'
import { createLangChainModels } from '../tasks/langchain-models.ts'
import { createLangChainTasks } from '../tasks/langchain-tasks.ts'
import { planJobs } from '../world/plan.ts'
import { budgetedTenant } from '../world/tenants.ts'
import { createCleanUp } from './clean-up.ts'
import { liveEndpoints } from './endpoints.ts'
import { createJournal, readJournal } from './journal.ts'
import { openLedgerFolder } from './ledger-folder.ts'
import type { DemoOptions } from './options.ts'
import type { Progress } from './progress.ts'
import { startProviderProcess } from './provider-process.ts'
import { checkRecovery } from './recovery.ts'
import { runJobs } from './run-jobs.ts'
import { quietRefusals } from './quiet-refusals.ts'
import { settled } from './settled.ts'
import { readTruth, subtractTruth } from './truth.ts'

/** What surrounds a run. */
export interface DemoContext {
  /** Ends the run early: calls under way are cut, what was booked is kept. */
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Runs the demonstration and prints its report. Returns the exit code: 0 when the three stores agree. */
export async function runDemo(options: DemoOptions, { signal, progress }: DemoContext): Promise<number> {
  const cleanUp = createCleanUp()
  const started = performance.now()
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`
  try {
    // Checked first: it is quick, and a mistake here should not wait for servers.
    const live = options.live ? liveEndpoints(process.env) : undefined
    const folder = openLedgerFolder(options.folder)
    const store = await openPglite({ dataDir: folder.ledger })
    cleanUp.add(() => store.close())
    progress.step('starting Prometheus, the loopback provider and the embedded ledger')
    const metrics = await startOtlpPrometheus({ rules: [] })
    cleanUp.add(() => metrics.stop())
    const provider = live === undefined ? await startProviderProcess(folder.bookFile) : undefined
    if (provider !== undefined) cleanUp.add(() => provider.stop())
    const endpoints = live ?? provider!.endpoints

    // From here on it is what an application does.
    const ledger = createLedger({ store })
    const otlp = startOtlp({ endpoint: metrics.otlpUrl, serviceName: 'saas', exportIntervalMs: 2000 })
    const budgets = createBudgets({
      budgets: [
        {
          id: 'small-plan',
          scope: 'tenant',
          key: budgetedTenant.id,
          period: 'month',
          limitUsd: budgetedTenant.limitUsd,
        },
      ],
      reader: ledger,
    })
    const meter = createMeter({
      sinks: [ledger, otlp.sink, createJournal(folder.journalFile)],
      gate: budgets,
      service: 'saas',
    })
    cleanUp.add(() => meter.close())
    const handler = new TokentollCallbackHandler({ meter })
    cleanUp.add(quietRefusals())
    const registration = registerTokentoll({ meter })
    cleanUp.add(async () => registration.unregister())

    const query: Query = (sql) => ledger.query(sql)
    await ledger.flush()
    if (folder.resumed && provider !== undefined) {
      const recovery = await checkRecovery(readJournal(folder.journalFile), query, provider.url)
      process.stdout.write(`${recovery.text}\n`)
      if (!recovery.complete) return 1
    }
    // A resumed ledger holds the calls of the run before; the counters of this process do not.
    const ledgerBefore = await readLedgerSums(query)
    const truthBefore = provider === undefined ? undefined : await readTruth(provider.url)

    const jobs = planJobs(options.jobs, 20_261_122)
    progress.step(
      `ready after ${elapsed()}; ${jobs.length} jobs of 12 tenants, ${options.concurrency} at a time`,
    )
    const counts = await runJobs({
      jobs,
      tasks: {
        ...createLangChainTasks(createLangChainModels(endpoints), handler),
        ...createAiSdkTasks(createAiSdkModels(endpoints)),
      },
      concurrency: options.concurrency,
      signal,
      onProgress: ({ done, failed, refused, left }) =>
        progress.count(
          `jobs: ${done} done, ${left} left by the user, ${failed} failed, ${refused} refused by a budget`,
        ),
    })
    await meter.flush()
    if (signal.aborted) {
      progress.step(
        `stopped after ${meter.health().recorded} calls; all of them are in the ledger. Run it again to continue.`,
      )
      return 130
    }

    process.stdout.write(await renderReport(query))
    process.stdout.write(
      `\nBudget: ${[...counts.refusedTenants].join(', ') || 'nobody'} ran into $${budgetedTenant.limitUsd} a month; ${counts.refused} jobs were refused before the provider was called\n`,
    )
    const ledgerSums = subtractSums(await readLedgerSums(query), ledgerBefore)
    const prometheusSums = await settled(
      () => readPrometheusSums((promql) => metrics.prometheus.query(promql)),
      ledgerSums,
    )
    folder.finish()
    if (provider === undefined || truthBefore === undefined) {
      process.stdout.write(
        `\nledger $${usd(ledgerSums.exactPico, 2)}, Prometheus $${usd(prometheusSums.exactPico, 2)} (live: the provider's invoice is the truth)\n`,
      )
      return 0
    }
    const comparison = compare(
      subtractTruth(await readTruth(provider.url), truthBefore),
      ledgerSums,
      prometheusSums,
    )
    process.stdout.write(`\ndone in ${elapsed()}\n${comparison.text}\n`)
    return comparison.agrees ? 0 : 1
  } finally {
    await cleanUp.run()
  }
}
