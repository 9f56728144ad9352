import { describe, expect, it } from 'vitest'
import type { CostRecord, SpendQuery, SpendReader } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import { collectPoints, valueOf } from '../testing/collect.ts'
import { createMemoryReader } from '../testing/memory-reader.ts'
import { createLedgerMetrics } from './ledger-metrics.ts'

const call = (iso: string, usd: number): CostRecord =>
  costRecord({
    timestamp: Date.parse(iso),
    attribution: { tenantId: 'acme', task: 'chat' },
    cost: { inputPicoUsd: usd * 1e12, outputPicoUsd: 0 },
  })

function setUp(start: string) {
  const book = [
    call('2026-08-31T23:59:59.999Z', 1),
    call('2026-10-01T00:00:00Z', 2),
    call('2026-11-01T00:00:00Z', 4),
  ]
  const queries: SpendQuery[] = []
  const reader: SpendReader = {
    totals(query) {
      queries.push(query)
      return createMemoryReader(book).totals(query)
    },
  }
  const state = { now: Date.parse(start) }
  const source = createLedgerMetrics({ reader, clock: () => state.now, intervalMs: 30_000 })
  return {
    book,
    state,
    async read() {
      queries.length = 0
      const { points } = await collectPoints(source, state.now)
      const period = (name: string) =>
        valueOf(points, 'llm.ledger.period.cost.usd', { tenantId: 'acme', period: name })
      return {
        ever: valueOf(points, 'llm.ledger.cost', { tenantId: 'acme' }),
        requests: valueOf(points, 'llm.ledger.requests', { tenantId: 'acme' }),
        month: period('month'),
        previous: period('previous_month'),
        queries: queries.length,
      }
    },
  }
}

describe('what was spent before this month', () => {
  it('is read at every tenth reading, and is in all totals', async () => {
    const { book, state, read } = setUp('2026-11-22T12:00:00Z')
    expect(await read()).toEqual({ ever: 7, requests: 3, month: 4, previous: 2, queries: 7 })
    book.push(
      call('2026-11-22T12:00:00Z', 8),
      call('2026-10-31T23:00:00Z', 16),
      call('2026-01-01T00:00:00Z', 32),
    )
    for (let reading = 1; reading < 10; reading += 1) {
      state.now += 30_000
      expect(await read()).toEqual({ ever: 15, requests: 4, month: 12, previous: 2, queries: 4 })
    }
    state.now += 30_000
    expect(await read()).toEqual({ ever: 63, requests: 6, month: 12, previous: 18, queries: 7 })
  })

  it('is read anew when the month turns', async () => {
    const { book, state, read } = setUp('2026-11-30T23:59:50Z')
    await read()
    book.push(call('2026-11-30T23:59:59Z', 8), call('2026-12-01T00:00:00Z', 16))
    state.now += 11_000
    expect(await read()).toEqual({ ever: 31, requests: 5, month: 16, previous: 12, queries: 7 })
  })
})
