import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { CostRecord, Usage } from '@tokentoll/core'
import { cellKey, type Verdicts } from './coverage-suite.ts'
import type { ContractHost } from './host.ts'
import { mediaOperations, type MediaOperation } from './operations/media.ts'
import type { Verdict } from './judge.ts'
import { offers, openWay, wayNames } from './ways.ts'
import { startWorld, type World } from './world.ts'

/** Runs every operation of the other models through every way in; fills `verdicts`. */
export function describeMedia(host: ContractHost, verdicts: Verdicts): void {
  let world: World
  beforeAll(async () => void (world = await startWorld(host)))
  afterAll(() => world.stop())
  afterEach(() => world.clear())

  const cells = wayNames
    .filter((way) => offers(host, way))
    .flatMap((way) =>
      mediaOperations.filter(({ since = 5 }) => host.major >= since).map((row) => ({ way, row })),
    )

  it.each(cells)('$row.name, $way', async ({ way, row }) => {
    const open = openWay(host, way, world.providers, { meter: world.meter })
    try {
      await row.run(host, open.model(row.model, row.kind))
    } finally {
      open.close()
    }
    const { records } = await world.settled()
    const served = Math.max(1, world.provider.book.calls.length)
    verdicts.set(cellKey(row.name, way, ''), verdictOf(records, row, served))
  })
}

function verdictOf(records: readonly CostRecord[], row: MediaOperation, served: number): Verdict {
  if (records.length === 0) return 'unseen'
  expect(records).toHaveLength(served)
  const verdicts = records.map((record): Verdict => {
    expect(record).toMatchObject({ operation: row.operation, outcome: 'success' })
    if (row.usage === undefined) {
      expect(record).toMatchObject({ usageSource: 'estimate', usageConfidence: 'estimated' })
      return 'estimated'
    }
    const usage = known(record.usage)
    if (row.counted !== undefined && !('inputTokens' in usage)) {
      expect(usage).toEqual(row.counted)
      return 'counted'
    }
    expect(usage).toEqual(row.usage)
    return 'equal'
  })
  expect(new Set(verdicts).size).toBe(1)
  return verdicts[0] ?? 'unseen'
}

function known(usage: Usage): Partial<Usage> {
  return Object.fromEntries(
    Object.entries(usage).filter(([, value]) => value !== undefined),
  ) as Partial<Usage>
}
