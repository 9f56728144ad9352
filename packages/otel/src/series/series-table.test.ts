import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import type { MetricDimension } from './dimension.ts'
import { createSeriesTable, type DimensionLabels, type SeriesTable } from './series-table.ts'

interface Group {
  readonly labels: DimensionLabels
}

function createTable(
  limits: Partial<Record<MetricDimension | 'sets', number>> = {},
  onFolded: (dimension: string) => void = () => {},
): SeriesTable<Group> {
  const { sets = 100, ...values } = limits
  const generous = { provider: 100, model: 100, task: 100, tenantId: 100, userId: 100, conversationId: 100 }
  return createSeriesTable<Group>({
    dimensions: ['provider', 'task', 'tenantId'],
    limits: { sets, values: { ...generous, ...values } },
    create: (labels) => ({ labels }),
    onFolded,
  })
}

const call = (tenantId?: string, task = 'chat') => costRecord({ attribution: { tenantId, task } })

describe('createSeriesTable', () => {
  it('finds the same group for the same values, and another for others', () => {
    const table = createTable()
    const group = table.find(call('a'))
    expect(table.find(call('a'))).toBe(group)
    expect(table.find(call('a'))).toBe(group)
    expect(table.find(call('b'))).not.toBe(group)
    expect(group.labels).toEqual({ provider: 'openai', task: 'chat', tenantId: 'a' })
  })

  it('gives values that look alike as labels one group: two series of one name would hide each other', () => {
    const table = createTable()
    const group = table.find(call('a\n'))
    expect(table.find(call('a\t'))).toBe(group)
    expect(table.find(call(''))).toBe(table.find(call(undefined)))
    expect(table.groups()).toHaveLength(2)
  })

  it('folds values beyond the limit of a dimension, and says so for each record', () => {
    const folded: string[] = []
    const table = createTable({ tenantId: 2 }, (dimension) => folded.push(dimension))
    table.find(call('a'))
    table.find(call('b'))
    expect(table.find(call('c')).labels.tenantId).toBe('__other__')
    expect(table.find(call('d'))).toBe(table.find(call('c')))
    expect(table.find(call('b')).labels.tenantId).toBe('b')
    expect(folded).toEqual(['tenantId', 'tenantId', 'tenantId'])
  })

  it('never has more sets than asked for, and drops the tenant last', () => {
    const table = createTable({ sets: 10, task: 1000, tenantId: 1000 })
    const labels = Array.from(
      { length: 500 },
      (_, index) => table.find(call(`t${index % 50}`, `task-${index}`)).labels,
    )
    expect(table.groups()).toHaveLength(10)
    expect(labels[0]).toEqual({ provider: 'openai', task: 'task-0', tenantId: 't0' })
    // Groups 1 to 9 have full names, the last place is for what has none.
    expect(labels[499]).toEqual({ provider: '__other__', task: '__other__', tenantId: '__other__' })
    const roomier = createTable({ sets: 20, task: 1000, tenantId: 1000 })
    for (let index = 0; index < 18; index += 1) roomier.find(call('a', `task-${index}`))
    expect(roomier.find(call('a', 'one more')).labels).toEqual({
      provider: '__other__',
      task: '__other__',
      tenantId: 'a',
    })
  })

  it('keeps no path to raw values that are long or folded', () => {
    const table = createTable({ tenantId: 1 })
    const long = 'x'.repeat(10_000)
    const group = table.find(call(long))
    expect(table.find(call(long))).toBe(group)
    expect(group.labels.tenantId!.length).toBeLessThan(200)
  })

  it('makes room when groups are removed, and counts admitted values anew', () => {
    const table = createTable({ tenantId: 2 })
    const first = table.find(call('a'))
    const kept = table.find(call('b'))
    const before = table.groups()
    expect(table.remove((group) => group === first)).toEqual([first])
    expect(before).toEqual([first, kept])
    expect(table.groups()).toEqual([kept])
    expect(table.find(call('b'))).toBe(kept)
    expect(table.find(call('c')).labels.tenantId).toBe('c')
    expect(table.find(call('a')).labels.tenantId).toBe('__other__')
  })
})
