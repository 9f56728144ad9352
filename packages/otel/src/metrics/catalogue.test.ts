import { describe, expect, it } from 'vitest'
import { allMetrics } from '@tokentoll/core/semconv'
import { createMeter, type BudgetState } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import { createHealthMetrics } from '../health/health-metrics.ts'
import { createLedgerMetrics } from '../ledger/ledger-metrics.ts'
import { collectPoints, reader } from '../testing/collect.ts'
import { createMemoryReader } from '../testing/memory-reader.ts'
import { createMetricsSink } from './metrics-sink.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

/** Every metric of ours that this package publishes at all. */
async function everything() {
  const sink = createMetricsSink({ clock: () => now, limits: { tenantId: 1 }, idleAfterMs: 7_200_000 })
  sink.record(costRecord({ attribution: {} }))
  await sink.collect({ reader, time: [now / 1000, 1e6], since: undefined })
  // Idle first, forgotten hours later.
  sink.delivered(reader, now + 8_000_000)
  sink.delivered(reader, now + 40_000_000)
  sink.record(costRecord({ flags: ['usage_shape_unknown'] }))
  sink.record(costRecord({ attribution: { tenantId: 'another' }, outcome: 'refused' }))
  const budget: BudgetState = {
    budgetId: 'b',
    scope: 'tenant',
    key: 'acme',
    period: 'month',
    periodStart: new Date(now),
    periodEnd: undefined,
    limitPicoUsd: 1n,
    usedPicoUsd: 1n,
    reservedPicoUsd: 0n,
  }
  const sources = [
    sink,
    createLedgerMetrics({
      reader: createMemoryReader([costRecord({ timestamp: now })]),
      budgets: { budgets: async () => [budget] },
      users: 'not-personal-data',
      clock: () => now,
    }),
    createHealthMetrics({ meter: createMeter(), clock: () => now }),
  ]
  const collected = await Promise.all(sources.map((source) => collectPoints(source, now + 9_000_000)))
  return collected.flatMap(({ collected: { families } }) => families)
}

describe('what this package publishes', () => {
  it('is in the catalogue of metrics, label for label', async () => {
    for (const family of await everything()) {
      if (family.metric.name.startsWith('gen_ai.')) continue
      expect(allMetrics).toContain(family.metric)
      const labels = new Set(family.points.flatMap(({ attributes }) => Object.keys(attributes)))
      expect(family.metric.labels, family.metric.name).toEqual(expect.arrayContaining([...labels]))
    }
  })

  it('is all that the catalogue has', async () => {
    const published = new Set((await everything()).map(({ metric }) => metric.name))
    expect(allMetrics.map(({ name }) => name).filter((name) => !published.has(name))).toEqual([])
  })
})
