import { describe, expect, it } from 'vitest'
import { createPointFolder } from './fold-points.ts'

const point = (attributes: Record<string, string>, value: number) => ({
  attributes,
  value,
  startTime: [0, 0] as [number, number],
  endTime: [1, 0] as [number, number],
})
const ofTenants = (...tenants: readonly (readonly [string, number])[]) =>
  tenants.map(([tenantId, value]) => point({ tenantId }, value))
const valuesOf = (points: ReturnType<ReturnType<typeof createPointFolder>['fold']>) =>
  Object.fromEntries(points.map(({ attributes, value }) => [String(attributes['tenantId']), value]))

describe('createPointFolder', () => {
  it('keeps what fits and sums the rest, totals apart from parts', () => {
    const points = Array.from({ length: 30 }, (_, index) =>
      point({ tenantId: `t${index}`, costType: index % 2 === 0 ? 'total' : 'input' }, index),
    )
    expect(createPointFolder({ limit: 60, isCounter: true }).fold(points)).toEqual(points)
    const folded = createPointFolder({ limit: 10, isCounter: true }).fold(points)
    expect(folded).toHaveLength(7)
    expect(folded.slice(0, 5)).toEqual(points.slice(0, 5))
    const sum = (costType: string) =>
      folded
        .filter(({ attributes }) => attributes['costType'] === costType)
        .reduce((all, { value }) => all + value, 0)
    expect(sum('total')).toBe(210)
    expect(sum('input')).toBe(225)
    expect(folded.at(-1)!.attributes['tenantId']).toBe('__other__')
  })

  it('puts the remainder that comes folded already into the same series', () => {
    const { fold } = createPointFolder({ limit: 4, isCounter: true })
    expect(valuesOf(fold(ofTenants(['a', 1], ['__other__', 1], ['b', 1], ['c', 1], ['d', 1])))).toEqual({
      a: 1,
      b: 1,
      __other__: 3,
    })
  })

  it('moves no amount when series come, leave, come back and begin again', () => {
    const { fold } = createPointFolder({ limit: 4, isCounter: true })
    expect(valuesOf(fold(ofTenants(['a', 1], ['b', 1])))).toEqual({ a: 1, b: 1 })
    expect(valuesOf(fold(ofTenants(['a', 1], ['b', 1], ['c', 5], ['d', 2])))).toEqual({
      a: 1,
      b: 1,
      __other__: 7,
    })
    // a leaves: nobody moves up. c leaves: what it had stays.
    expect(valuesOf(fold(ofTenants(['b', 2], ['d', 3])))).toEqual({ b: 2, __other__: 8 })
    // c goes on from its old value; then d begins again.
    expect(valuesOf(fold(ofTenants(['b', 2], ['c', 6], ['d', 3])))).toEqual({ b: 2, __other__: 9 })
    expect(valuesOf(fold(ofTenants(['a', 1], ['c', 6], ['d', 1])))).toEqual({ a: 1, __other__: 10 })
  })

  it('adds up gauges as they are at the moment', () => {
    const { fold } = createPointFolder({ limit: 2, isCounter: false })
    expect(valuesOf(fold(ofTenants(['a', 1], ['b', 5], ['c', 2])))).toEqual({ a: 1, __other__: 7 })
    expect(valuesOf(fold(ofTenants(['a', 1], ['b', 4])))).toEqual({ a: 1, __other__: 4 })
  })
})
