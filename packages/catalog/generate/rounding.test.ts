import { describe, expect, it } from 'vitest'
import { readLine } from '../src/read-line.ts'
import { vendorPricesOf, withoutRounding } from './rounding.ts'

const vendors = vendorPricesOf(
  ['gpt-5 =gpt-5-codex i1.25 o10 r0.125', 'twice i1 o2 r0.125', 'twice i1 o2 r0.125'].map(readLine),
)

describe('a cache read that was rounded to cents', () => {
  it.each([
    ['openai/gpt-5 i1.25 o10 r0.13', '0.125'],
    ['gpt-5-codex i1.25 o10 r0.13', '0.125'],
    ['openai/gpt-5 i1.25 o10 r0.12', '0.12'],
    ['openai/gpt-5 i1 o8 r0.13', '0.13'],
    ['openai/gpt-4 i1.25 o10 r0.13', '0.13'],
    ['twice i1 o2 r0.13', '0.13'],
  ])('%s', (line, expected) => {
    const [entry] = readLine(line).map((one) => withoutRounding(one, vendors))
    expect(entry?.prices.cacheRead).toBe(expected)
  })
})
