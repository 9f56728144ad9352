import type { Attributes } from '@opentelemetry/api'
import type { Births } from './births.ts'
import type { CountCell } from './cells.ts'

/** A handful of counters under labels of known, bounded values. */
export interface CountTable {
  add(amount: number, ...values: readonly string[]): void
  /** For a count that is kept elsewhere. */
  set(value: number, ...values: readonly string[]): void
  cells(): Iterable<CountCell>
}

export function createCountTable(labels: readonly string[], births: Births): CountTable {
  const cells = new Map<string, CountCell>()

  function cellOf(values: readonly string[]): CountCell {
    const key = values.length === 1 ? values[0]! : values.join('\u0000')
    let cell = cells.get(key)
    if (cell === undefined) {
      const attributes: Attributes = {}
      for (const [index, label] of labels.entries()) attributes[label] = values[index]!
      cell = { attributes, birth: births.current(), value: 0 }
      cells.set(key, cell)
    }
    return cell
  }

  return {
    add(amount, ...values) {
      cellOf(values).value += amount
    },
    set(value, ...values) {
      cellOf(values).value = value
    },
    cells: () => cells.values(),
  }
}
