import { registerTokentoll } from '@tokentoll/ai-sdk'
import { createBudgets } from '@tokentoll/budgets'
import { createMeter, type Meter } from '@tokentoll/core'
import { TokentollCallbackHandler } from '@tokentoll/langchain'
import { createLedger, type Ledger, type LedgerStore } from '@tokentoll/ledger'
import { createHealthMetrics, createLedgerMetrics, startOtlp } from '@tokentoll/otel'
import { budgetedTenant } from '../world/tenants.ts'
import type { CleanUp } from './clean-up.ts'
import { createJournal } from './journal.ts'

/** What an application sets up once at its start. */
export interface Application {
  readonly ledger: Ledger
  readonly meter: Meter
  /** For LangChain; the AI SDK needs nothing more than the registration. */
  readonly handler: TokentollCallbackHandler
}

/** Where the application books and sends. */
export interface ApplicationOptions {
  readonly store: LedgerStore
  readonly otlpUrl: string
  readonly journalFile: string
}

/** Tokentoll as a SaaS would set it up: ledger, metrics, one budget, both frameworks. */
export function startApplication(options: ApplicationOptions, cleanUp: CleanUp): Application {
  const ledger = createLedger({ store: options.store })
  const otlp = startOtlp({ endpoint: options.otlpUrl, serviceName: 'saas', exportIntervalMs: 2000 })
  const { id: key, limitUsd } = budgetedTenant
  const budgets = createBudgets({
    budgets: [{ id: 'small-plan', scope: 'tenant', key, period: 'month', limitUsd }],
    reader: ledger,
  })
  const meter = createMeter({
    sinks: [ledger, otlp.sink, createJournal(options.journalFile)],
    gate: budgets,
    service: 'saas',
  })
  cleanUp.add(() => meter.close())
  otlp.publish(createLedgerMetrics({ reader: ledger, budgets, users: 'not-personal-data', intervalMs: 1000 }))
  otlp.publish(createHealthMetrics({ meter, dropped: () => ({ ledger: ledger.health().dropped }) }))
  const registration = registerTokentoll({ meter })
  cleanUp.add(async () => registration.unregister())
  return { ledger, meter, handler: new TokentollCallbackHandler({ meter }) }
}
