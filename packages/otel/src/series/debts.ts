import { addCost, subtractCost, type CostCell, type CountCell } from './cells.ts'

/**
 * What counters owe. A counter may not fall, so when a correction lowers an amount, the next amounts of the
 * same cell are kept back until the difference is made up: the counter is exact again from there on.
 */
export interface Debts {
  /** True when nothing is owed anywhere: amounts may be added directly. */
  isFree(): boolean
  addCost(cell: CostCell, inputPicoUsd: number, outputPicoUsd: number): void
  addCount(cell: CountCell, amount: number): void
  /** Takes what is owed off a cell that is no longer published, and so may fall. */
  settleCost(cell: CostCell): void
  settleCount(cell: CountCell): void
}

export function createDebts(): Debts {
  const costs = new Map<CostCell, { input: number; output: number }>()
  const counts = new Map<CountCell, number>()

  return {
    isFree: () => costs.size === 0 && counts.size === 0,
    addCost(cell, inputPicoUsd, outputPicoUsd) {
      if (inputPicoUsd >= 0 && outputPicoUsd >= 0 && !costs.has(cell)) {
        addCost(cell, inputPicoUsd, outputPicoUsd)
        return
      }
      const owed = costs.get(cell) ?? { input: 0, output: 0 }
      const input = inputPicoUsd - owed.input
      const output = outputPicoUsd - owed.output
      addCost(cell, Math.max(0, input), Math.max(0, output))
      if (input >= 0 && output >= 0) costs.delete(cell)
      else costs.set(cell, { input: Math.max(0, -input), output: Math.max(0, -output) })
    },
    addCount(cell, amount) {
      const owed = counts.get(cell)
      if (owed === undefined && amount >= 0) {
        cell.value += amount
        return
      }
      const left = amount - (owed ?? 0)
      if (left >= 0) {
        counts.delete(cell)
        cell.value += left
      } else counts.set(cell, -left)
    },
    settleCost(cell) {
      const owed = costs.get(cell)
      if (owed === undefined) return
      subtractCost(cell, owed.input, owed.output)
      costs.delete(cell)
    },
    settleCount(cell) {
      cell.value -= counts.get(cell) ?? 0
      counts.delete(cell)
    },
  }
}
