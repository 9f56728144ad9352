import { expect, it } from 'vitest'
import { createRecentObjects } from './recent-objects.ts'

it('knows an object again, for at least a generation and at most two', () => {
  const recent = createRecentObjects(2)
  const [first, second, third, fourth] = [{}, {}, {}, {}]
  expect([first, first, second, third].map((one) => recent.remember(one))).toEqual([
    false,
    true,
    false,
    false,
  ])
  expect(recent.remember(first)).toBe(true)
  expect(recent.remember(fourth)).toBe(false)
  expect([third, first].map((one) => recent.remember(one))).toEqual([true, false])
})
