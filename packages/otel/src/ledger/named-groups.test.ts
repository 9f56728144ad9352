import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { createMemoryReader } from '../testing/memory-reader.ts'
import { nameGroups } from './named-groups.ts'

const by = ['tenantId', 'task', 'provider', 'model'] as const
const record = (timestamp: number, tenantId: string | undefined, task: string) =>
  costRecord({ timestamp, attribution: { tenantId, task } })

describe('nameGroups', () => {
  it('names all groups while they fit', async () => {
    const totals = await createMemoryReader([record(1, 'a', 'x'), record(2, undefined, 'x')]).totals({ by })
    const groups = nameGroups(totals, 3)
    expect(groups.folded).toBe(0)
    expect(totals.map(({ key }) => groups.labelsOf(key).tenantId)).toEqual(['a', '__none__'])
  })

  it('names the oldest first, whatever they cost and in whatever order they come', async () => {
    const records = Array.from({ length: 40 }, (_, index) => record(index, `t${index % 4}`, `task-${index}`))
    const totals = await createMemoryReader(records).totals({ by })
    const groups = nameGroups(totals, 20)
    const reversed = nameGroups(totals.toReversed(), 20)
    expect(groups.folded).toBe(22)
    for (const { key } of totals) expect(reversed.labelsOf(key)).toEqual(groups.labelsOf(key))
    const labels = totals.map(({ key }) => groups.labelsOf(key))
    expect(labels.filter(({ task }) => task !== '__other__').map(({ task }) => task)).toEqual(
      Array.from({ length: 18 }, (_, index) => `task-${index}`),
    )
    // One of the two last places is for a tenant, the other for everybody else.
    expect(new Set(labels.map((label) => JSON.stringify(label))).size).toBe(20)
    expect(groups.tenantLabel('t0')).toBe('t0')
    expect(groups.tenantLabel('never seen')).toBe('__other__')
  })

  it('keeps a name that a group has when younger ones come', async () => {
    const records = Array.from({ length: 30 }, (_, index) => record(index, 'a', `task-${index}`))
    const before = nameGroups(await createMemoryReader(records.slice(0, 25)).totals({ by }), 20)
    const totals = await createMemoryReader(records).totals({ by })
    const after = nameGroups(totals, 20)
    for (const { key } of totals.slice(0, 18)) expect(after.labelsOf(key)).toEqual(before.labelsOf(key))
  })

  it('moves no amount when the limit is crossed', async () => {
    const records = Array.from({ length: 60 }, (_, index) => record(index, `t${index % 7}`, `task-${index}`))
    const labelsAt = async (count: number) => {
      const totals = await createMemoryReader(records.slice(0, count)).totals({ by })
      const groups = nameGroups(totals, 20)
      return new Map(totals.map(({ key }) => [key.task, groups.labelsOf(key)]))
    }
    let before = await labelsAt(1)
    for (let count = 2; count <= records.length; count += 1) {
      const after = await labelsAt(count)
      for (const [task, labels] of before) expect(after.get(task), `${task} at ${count}`).toEqual(labels)
      before = after
    }
  })
})
