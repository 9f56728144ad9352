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
  expect(recent.remember(fourth)).toBe(false)
  expect([third, first].map((one) => recent.remember(one))).toEqual([true, false])
})

it('never forgets what is asked for all the time', () => {
  const recent = createRecentObjects(4)
  const asked = {}
  recent.remember(asked)
  for (let round = 0; round < 20; round += 1) {
    expect(recent.remember(asked)).toBe(true)
    recent.remember({})
    recent.remember({})
  }
})
