import type { Attributes, HrTime } from '@opentelemetry/api'
import type { DataPoint } from '@opentelemetry/sdk-metrics'
import { exactUsd } from '../exact-usd.ts'

/** Exact amounts by label set; sets that look alike once they are labels are added up. */
export interface AmountTable {
  add(labels: Readonly<Record<string, string>>, amount: bigint): void
  points(startTime: HrTime, endTime: HrTime, unit: 'usd' | 'count'): DataPoint<number>[]
}

export function createAmountTable(): AmountTable {
  const rows = new Map<string, { readonly attributes: Attributes; amount: bigint }>()
  return {
    add(labels, amount) {
      const key = JSON.stringify(labels)
      const row = rows.get(key)
      if (row === undefined) rows.set(key, { attributes: labels, amount })
      else row.amount += amount
    },
    points: (startTime, endTime, unit) =>
      Array.from(rows.values(), ({ attributes, amount }) => ({
        attributes,
        startTime,
        endTime,
        value: unit === 'usd' ? exactUsd(amount) : Number(amount),
      })),
  }
}
