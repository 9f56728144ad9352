import { expect, it } from 'vitest'
import { createMeter, createPriceBook, type CostSink } from '@tokentoll/core'
import { collectPoints, valueOf } from '../testing/collect.ts'
import { createHealthMetrics } from './health-metrics.ts'

const start = 1_800_000_000_000

it('publishes what the meter lost, from zero on', async () => {
  const broken: CostSink = {
    name: 'broken',
    record() {
      throw new Error('full')
    },
    async flush() {},
    async close() {},
  }
  const meter = createMeter({ sinks: [broken], onWarning: () => {} })
  const source = createHealthMetrics({ meter, dropped: () => ({ ledger: 2 }), clock: () => start })
  const before = await collectPoints(source, start + 1000)
  expect(valueOf(before.points, 'llm.dropped.records', { sink: 'meter' })).toBe(0)
  expect(valueOf(before.points, 'llm.budget.store.errors', {})).toBe(0)
  meter.record({
    provider: 'openai',
    model: 'gpt-4o',
    integration: 'test',
    usage: { inputTokens: 1, outputTokens: 1 },
  })
  const after = await collectPoints(source, start + 2000, before.collected.mark)
  expect(valueOf(after.points, 'llm.dropped.records', { sink: 'broken' })).toBe(1)
  expect(valueOf(after.points, 'llm.dropped.records', { sink: 'ledger' })).toBe(2)
})

it('publishes the age of the prices, and none where there is no catalogue', async () => {
  const prices = createPriceBook()
  const withAge = (checkedAt: number | undefined) =>
    createHealthMetrics({
      meter: { health: () => createMeter({ prices }).health(), prices: { ...prices, checkedAt } },
      clock: () => start,
    })
  const { points } = await collectPoints(withAge(start - 86_400_000), start + 1000)
  expect(valueOf(points, 'llm.price.catalog.age.seconds', {})).toBe(86_401)
  const none = await collectPoints(withAge(undefined), start + 1000)
  expect(none.points.filter(({ metric }) => metric.includes('catalog'))).toEqual([])
})
