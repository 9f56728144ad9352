import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convertUsd, createMoneySum, formatUsd, parseUsdToPico, picoToUsdString } from '../index.ts'
import { divideHalfEven } from './decimal.ts'
import { divideRounded, type RoundingDirection } from './format.ts'

describe('reading and writing USD', () => {
  it.each([
    ['0.054399', 54_399_000_000],
    [0.1, 100_000_000_000],
    ['1e-12', 1],
    ['-2.5', -2_500_000_000_000],
    ['.5', 500_000_000_000],
    [' 3 ', 3_000_000_000_000],
    ['9007.199254740991', 9_007_199_254_740_991],
    ['9007.199254740992', 9_007_199_254_740_992n],
    ['123456789012345.678', 123_456_789_012_345_678_000_000_000n],
  ])('%s', (text, pico) => expect(parseUsdToPico(text)).toBe(pico))

  it.each([
    [0, '0'],
    [1, '0.000000000001'],
    [54_399_000_000, '0.054399'],
    [100_000_000_000_000n, '100'],
    [-1_500_000_000_000, '-1.5'],
    [123_456_789_012_345_678_000_000_000n, '123456789012345.678'],
  ])('%s picodollars', (pico, text) => expect(picoToUsdString(pico)).toBe(text))

  it('is exact both ways', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        (pico) => BigInt(parseUsdToPico(picoToUsdString(pico))) === pico,
      ),
    )
  })
})

describe('rounding', () => {
  it.each<[RoundingDirection, string[]]>([
    ['half-even', ['2', '2', '1', '-2', '-2', '-1']],
    ['half-up', ['3', '2', '1', '-3', '-2', '-1']],
    ['up', ['3', '2', '2', '-2', '-1', '-1']],
    ['down', ['2', '1', '1', '-3', '-2', '-2']],
    ['toward-zero', ['2', '1', '1', '-2', '-1', '-1']],
  ])('%s', (rounding, expected) => {
    const values = ['2.5', '1.5', '1.3', '-2.5', '-1.5', '-1.3'].map((usd) => parseUsdToPico(usd))
    expect(values.map((pico) => formatUsd(pico, { decimals: 0, rounding }))).toEqual(expected)
  })

  it('keeps all decimals asked for', () => {
    expect(formatUsd(54_399_000_000, { decimals: 2, rounding: 'half-even' })).toBe('0.05')
    expect(formatUsd(54_399_000_000, { decimals: 12, rounding: 'half-even' })).toBe('0.054399000000')
    expect(formatUsd(-1, { decimals: 2, rounding: 'half-even' })).toBe('0.00')
    expect(formatUsd(-1, { decimals: 2, rounding: 'down' })).toBe('-0.01')
  })

  it('goes where it says: never further than one step, and to the nearer one when halves decide', () => {
    const amounts = fc.tuple(
      fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
    )
    fc.assert(
      fc.property(amounts, ([dividend, divisor]) => {
        const scaled = (quotient: bigint) => quotient * divisor - dividend
        const distance = (quotient: bigint) => (scaled(quotient) < 0n ? -scaled(quotient) : scaled(quotient))
        expect(scaled(divideRounded(dividend, divisor, 'up')) >= 0n).toBe(true)
        expect(scaled(divideRounded(dividend, divisor, 'down')) <= 0n).toBe(true)
        expect(distance(divideHalfEven(dividend, divisor)) * 2n <= divisor).toBe(true)
        expect(distance(divideRounded(dividend, divisor, 'half-up')) * 2n <= divisor).toBe(true)
        expect(divideRounded(dividend, divisor, 'toward-zero')).toBe(dividend / divisor)
      }),
    )
  })
})

describe('createMoneySum', () => {
  it('adds a million calls of 0.0001 USD to exactly 100', () => {
    const sum = createMoneySum()
    let float = 0
    for (let call = 0; call < 1_000_000; call += 1) {
      sum.add(100_000_000)
      float += 0.0001
    }
    expect(sum.toString()).toBe('100')
    expect(sum.toUsd()).toBe(100)
    expect(float).not.toBe(100)
  })

  it('equals a bigint sum over a million amounts of any size', () => {
    let seed = 42
    const random = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
    const sum = createMoneySum()
    let exact = 0n
    for (let call = 0; call < 1_000_000; call += 1) {
      const amount = Math.floor(random() * 2 ** (10 + Math.floor(random() * 43)))
      if (call % 3 === 0) {
        sum.subtract(amount)
        exact -= BigInt(amount)
      } else {
        sum.add(amount)
        exact += BigInt(amount)
      }
    }
    expect(sum.toPico()).toBe(exact)
  })

  it('equals a bigint sum for numbers and bigints mixed, and beyond what numbers hold', () => {
    const amount = fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }))
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const sum = createMoneySum()
        for (const one of amounts) sum.add(one)
        expect(sum.toPico()).toBe(amounts.reduce<bigint>((total, one) => total + BigInt(one), 0n))
        for (const one of amounts) sum.subtract(one)
        expect(sum.toString()).toBe('0')
      }),
    )
    const large = createMoneySum().add(BigInt(Number.MAX_SAFE_INTEGER) * 10n ** 12n)
    expect(large.add(1).toString()).toBe('9007199254740991.000000000001')
  })
})

describe('convertUsd', () => {
  it('multiplies once, rounds once, and keeps the rate with the amount', () => {
    const rate = { currency: 'EUR', perUsd: '0.8613', date: '2026-11-20', source: 'ECB' }
    expect(convertUsd(1_234_567_000_000, rate, { decimals: 2, rounding: 'half-up' })).toEqual({
      amount: '1.06',
      currency: 'EUR',
      rate,
    })
    expect(convertUsd(1_234_567_000_000, rate, { decimals: 6, rounding: 'half-even' }).amount).toBe(
      '1.063333',
    )
    expect(
      convertUsd(
        -5_000_000_000,
        { ...rate, currency: 'JPY', perUsd: 155 },
        { decimals: 0, rounding: 'half-even' },
      ).amount,
    ).toBe('-1')
  })
})
