import { expect, it } from 'vitest'
import { exactUsd } from './exact-usd.ts'

it.each([
  [0n, 0],
  [1n, 1e-12],
  [292_621_757_100_000n, 292.6217571],
  [-54_399_000_000n, -0.054399],
  [9_007_199_254_740_993n, 9007.199254740994],
  [123_456_789_012_345_678_901_234n, 123456789012.34567],
  [-123_456_789_012_345_678_901_234n, -123456789012.34567],
])('%s picodollars are %s USD', (pico, usd) => {
  expect(exactUsd(pico)).toBe(usd)
})
