import type { Attributes } from '@opentelemetry/api'
import type { Births } from './births.ts'
import type { CountCell } from './cells.ts'

/** A handful of counters under labels of known, bounded values. */
export interface CountTable {
  add(amount: number, ...values: readonly string[]): void
  cells(): Iterable<CountCell>
}

export function createCountTable(labels: readonly string[], births: Births): CountTable {
  const cells = new Map<string, CountCell>()
  return {
    add(amount, ...values) {
      const key = values.length === 1 ? values[0]! : values.join('\u0000')
      let cell = cells.get(key)
      if (cell === undefined) {
        const attributes: Attributes = {}
        for (const [index, label] of labels.entries()) attributes[label] = values[index]!
        cell = { attributes, birth: births.current(), value: 0 }
        cells.set(key, cell)
      }
      cell.value += amount
    },
    cells: () => cells.values(),
  }
}
