import { describe, expect, it } from 'vitest'
import { addCost, createCostCell, observe, toUsd, type HistogramCell } from './cells.ts'

const birth = { startTime: [0, 0] as [number, number], epoch: 0 }

// A small generator with a fixed seed: the same amounts in every run.
function* amounts(count: number): Generator<number> {
  let state = 42
  for (let index = 0; index < count; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    yield Math.floor((state / 2 ** 31) ** 8 * Number.MAX_SAFE_INTEGER)
  }
}

describe('addCost', () => {
  it('equals the sum of bigints, up to the largest cost of a call', () => {
    const cell = createCostCell({}, birth)
    let input = 0n
    let output = 0n
    for (const amount of [...amounts(2000), Number.MAX_SAFE_INTEGER, 999_999_999_999, 1_000_000_000_000]) {
      const other = Number.MAX_SAFE_INTEGER - amount
      addCost(cell, amount, other)
      input += BigInt(amount)
      output += BigInt(other)
    }
    expect(BigInt(cell.inputUsd) * 10n ** 12n + BigInt(cell.inputPico)).toBe(input)
    expect(BigInt(cell.outputUsd) * 10n ** 12n + BigInt(cell.outputPico)).toBe(output)
    expect(cell.inputPico).toBeLessThan(1e12)
  })
})

describe('addCost at the edge of a dollar', () => {
  it('makes a whole dollar of exactly a trillion picodollars', () => {
    const cell = createCostCell({}, birth)
    addCost(cell, 400_000_000_000, 999_999_999_999)
    addCost(cell, 600_000_000_000, 1)
    expect([cell.inputUsd, cell.inputPico, cell.outputUsd, cell.outputPico]).toEqual([1, 0, 1, 0])
  })
})

describe('toUsd', () => {
  it('gives the double nearest the exact amount', () => {
    expect(toUsd(0, 54_399_000_000)).toBe(0.054399)
    expect(toUsd(19, 999_999_999_999)).toBe(19.999999999999)
    expect(toUsd(1_234_567, 890_000_000_000)).toBe(1_234_567.89)
  })

  it('never falls while the amount grows, also where its arithmetic changes', () => {
    let before = 0
    for (const usd of [0, 1, 8999, 9000, 9001, 2 ** 40]) {
      for (const pico of [0, 1, 499_999_999_999, 999_999_999_999]) {
        const value = toUsd(usd, pico)
        expect(value).toBeGreaterThanOrEqual(before)
        before = value
      }
    }
  })
})

describe('observe', () => {
  it('counts a value that equals a bound in the bucket below it', () => {
    const cell: HistogramCell = { attributes: {}, birth, counts: [0, 0, 0], count: 0, sumMicros: 0 }
    for (const value of [0.1, 1, 1.000001, 5, 5.1]) observe(cell, [1, 5], value)
    expect(cell.counts).toEqual([2, 2, 1])
    expect(cell.count).toBe(5)
    expect(cell.sumMicros).toBe(12_200_001)
  })
})
