import { expect, it } from 'vitest'
import { foldPoints } from './fold-points.ts'

const point = (attributes: Record<string, string>, value: number) => ({
  attributes,
  value,
  startTime: [0, 0] as [number, number],
  endTime: [1, 0] as [number, number],
})

it('keeps what fits and sums the rest, totals apart from parts', () => {
  const points = Array.from({ length: 30 }, (_, index) =>
    point({ tenantId: `t${index}`, costType: index % 2 === 0 ? 'total' : 'input' }, index),
  )
  expect(foldPoints(points, 30)).toBe(points)
  const folded = foldPoints(points, 10)
  expect(folded).toHaveLength(10)
  expect(folded.slice(0, 8)).toEqual(points.slice(0, 8))
  const sum = (costType: string) =>
    folded
      .filter(({ attributes }) => attributes['costType'] === costType)
      .reduce((all, { value }) => all + value, 0)
  expect(sum('total')).toBe(210)
  expect(sum('input')).toBe(225)
  expect(folded.at(-1)!.attributes['tenantId']).toBe('__other__')
})

it('puts the remainder that comes folded already into the same series', () => {
  const points = ['a', '__other__', 'b', 'c', 'd'].map((tenantId) => point({ tenantId }, 1))
  const folded = foldPoints(points, 3)
  expect(folded.map(({ attributes, value }) => [attributes['tenantId'], value])).toEqual([
    ['a', 1],
    ['b', 1],
    ['__other__', 3],
  ])
})
