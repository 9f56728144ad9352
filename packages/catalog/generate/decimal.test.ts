import { describe, expect, it } from 'vitest'
import {
  perMillion,
  perSecondFromHour,
  perSecondFromMinute,
  perThousand,
  priceFromNumber,
  timesFactor,
} from './decimal.ts'

describe('prices from doubles', () => {
  it.each([
    [2.5, '2.5'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [0.049999999999999996, '0.05'],
    [0.700000007, '0.700000007'],
    [0, '0'],
    [600, '600'],
    [1e21, '1000000000000000000000'],
  ])('%s', (value, expected) => expect(priceFromNumber(value, 1_000_000)).toBe(expected))

  it('keeps a price that repeats as a fraction of picodollars', () => {
    expect(priceFromNumber(1 / 12, 1_000_000)).toEqual({ pico: 250_000, per: 3 })
  })

  it('moves the point without arithmetic', () => {
    expect([perThousand(10), perThousand(2.5), perThousand(0.35)]).toEqual(['0.01', '0.0025', '0.00035'])
    expect([perMillion(4.5), perMillion(15)]).toEqual(['0.0000045', '0.000015'])
  })

  it('divides hours and minutes into seconds exactly', () => {
    expect(perSecondFromHour(0.36)).toBe('0.0001')
    expect(perSecondFromHour(0.111)).toEqual({ pico: 92_500_000, per: 3 })
    expect(perSecondFromMinute(0.006)).toBe('0.0001')
    expect(perSecondFromMinute(0.1 / 60)).toEqual({ pico: 250_000_000, per: 9 })
  })

  it('multiplies without noise and without an exponent', () => {
    expect([timesFactor('0.15', 0.1), timesFactor('3', 1.1), timesFactor('0.0000002', 0.5)]).toEqual([
      '0.015',
      '3.3',
      '0.0000001',
    ])
    expect(() => timesFactor({ pico: 250_000, per: 3 }, 2)).toThrow('set the price by hand')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('refuses %s', (value) => {
    expect(() => priceFromNumber(value, 1)).toThrow('Not a price')
  })
})
