import { expect, it } from 'vitest'
import { createCostCell, type CountCell } from './cells.ts'
import { createDebts } from './debts.ts'

const birth = { startTime: [0, 0] as [number, number], epoch: 0 }

it('keeps amounts back until a counter is exact again, and never lets it fall', () => {
  const debts = createDebts()
  const cell = createCostCell({}, birth)
  debts.addCost(cell, 100, 50)
  debts.addCost(cell, -30, 5)
  expect([cell.inputPico, cell.outputPico]).toEqual([100, 55])
  expect(debts.isFree()).toBe(false)
  debts.addCost(cell, 20, 1)
  expect([cell.inputPico, cell.outputPico]).toEqual([100, 56])
  debts.addCost(cell, 20, 1)
  expect([cell.inputPico, cell.outputPico]).toEqual([110, 57])
  expect(debts.isFree()).toBe(true)
})

it('does the same for counts', () => {
  const debts = createDebts()
  const cell: CountCell = { attributes: {}, birth, value: 10 }
  debts.addCount(cell, -4)
  debts.addCount(cell, 3)
  expect(cell.value).toBe(10)
  debts.addCount(cell, 3)
  expect(cell.value).toBe(12)
  expect(debts.isFree()).toBe(true)
})
