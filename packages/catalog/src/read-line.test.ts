import { describe, expect, it } from 'vitest'
import { readLine } from './read-line.ts'

describe('readLine', () => {
  it('reads a line with everything', () => {
    const [now, then] = readLine(
      'm =a =b [2026-01-01,) i3 o15 r0.3 w1000000/12 webSearch:0.01 #https://x.test *batch x0.5 @us x1.1 i4 >=200000 i6 *batch i2 | [,2026-01-01) ~16:30-00:30/15 i1 o2',
    )
    expect(now).toEqual({
      model: 'm',
      aliases: ['a', 'b'],
      from: '2026-01-01',
      prices: {
        input: '3',
        output: '15',
        cacheRead: '0.3',
        cacheWrite: { pico: 1_000_000, per: 12 },
        units: { webSearch: '0.01' },
      },
      source: 'https://x.test',
      serviceTiers: { batch: { multiplier: '0.5' } },
      regions: { us: { multiplier: '1.1', input: '4' } },
      tiers: [
        {
          aboveInputTokens: 200_000,
          inclusive: true,
          prices: { input: '6' },
          serviceTiers: { batch: { input: '2' } },
        },
      ],
    })
    expect(then).toMatchObject({
      to: '2026-01-01',
      window: { start: '16:30', end: '00:30', weekdays: [1, 5] },
      source: 'https://x.test',
    })
  })

  it.each([
    '',
    'm',
    'm i1',
    'm o1',
    'm i1 o1 ??',
    'm i1 o1 zz3',
    'm i1 o1 >x',
    'm i1 o1 [2026',
    'm i1 o1 ~1-2',
    'm i1 o1 | i2',
  ])('refuses %j', (line) => {
    expect(() => readLine(line)).toThrow(SyntaxError)
  })
})
