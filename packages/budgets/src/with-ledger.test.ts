import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMeter, createPriceBook, QuotaExceededError } from '@tokentoll/core'
import { createLedger, openPglite } from '@tokentoll/ledger'
import { expect, it } from 'vitest'
import { createBudgets, createSqlBudgetStore } from './index.ts'

it('a process that starts again knows what was spent, and a second store on the same database too', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tokentoll-budgets-'))
  const prices = createPriceBook({
    overrides: [{ provider: 'openai', model: 'gpt-test', prices: { input: 1000, output: 1000 } }],
  })
  const call = {
    provider: 'openai',
    model: 'gpt-test',
    integration: 'test',
    inputTokens: 1000,
    outputTokens: 0,
  }
  const usage = { inputTokens: 1000, outputTokens: 0 }

  // One dollar a call, three dollars a month; every run makes calls until it is refused.
  const run = async (isInDatabase: boolean): Promise<number> => {
    const store = await openPglite({ dataDir })
    const ledger = createLedger({ store })
    const gate = createBudgets({
      budgets: [
        { id: 'tenants', scope: 'tenant', period: 'month', timeZone: 'Asia/Tokyo', limitUsd: 3 },
        { id: 'conversations', scope: 'conversation', period: 'lifetime', limitUsd: 2 },
      ],
      reader: ledger,
      storeTimeoutMs: 10_000,
      ...(isInDatabase ? { store: createSqlBudgetStore({ database: store }) } : {}),
    })
    const meter = createMeter({ prices, sinks: [ledger], gate })
    let granted = 0
    for (const conversationId of ['c-1', 'c-1', 'c-1', 'c-2', 'c-2']) {
      const attribution = { tenantId: 'acme', conversationId }
      try {
        const { reservation } = await meter.authorize({ ...call, attribution })
        granted += 1
        meter.start({ ...call, attribution }, reservation).end({ usage })
      } catch (error) {
        expect(error).toSatisfy(QuotaExceededError.isInstance)
      }
    }
    await meter.close()
    return granted
  }
  expect(await run(false)).toBe(3)
  expect(await run(false)).toBe(0)
  expect(await run(true)).toBe(0)
  rmSync(dataDir, { recursive: true, force: true })
})
