import type { CostRecord, SpendReader, SpendTotal } from '@tokentoll/core'

/** Answers spend queries from records in memory, as the contract of `SpendReader` says. */
export function createMemoryReader(records: readonly CostRecord[]): SpendReader {
  return {
    async totals({ by, from, to, limit = Infinity, limitBy = [], activeUsers = true }) {
      const placed = new Map<string, number>()
      const groups = new Map<string, CostRecord[]>()
      for (const record of records) {
        if (from !== undefined && record.timestamp < from.getTime()) continue
        if (to !== undefined && record.timestamp >= to.getTime()) continue
        const key = JSON.stringify(by.map((dimension) => valueOf(record, dimension) ?? null))
        const group = groups.get(key)
        if (group === undefined) groups.set(key, [record])
        else group.push(record)
      }
      return Array.from(groups.values(), (group): SpendTotal => {
        const sum = (value: (record: CostRecord) => number) =>
          group.reduce((total, record) => total + BigInt(value(record)), 0n)
        const users = new Set(group.flatMap(({ attribution: { userId } }) => userId ?? []))
        return {
          key: Object.fromEntries(by.map((dimension) => [dimension, valueOf(group[0]!, dimension)])),
          requests: group.length,
          inputPicoUsd: sum(({ cost }) => cost.inputPicoUsd),
          outputPicoUsd: sum(({ cost }) => cost.outputPicoUsd),
          totalPicoUsd: sum(({ cost }) => cost.totalPicoUsd),
          inputTokens: sum(({ usage }) => usage.inputTokens ?? 0),
          outputTokens: sum(({ usage }) => usage.outputTokens ?? 0),
          estimatedRequests: group.filter(({ cost }) => cost.status === 'estimated').length,
          unpricedRequests: group.filter(({ cost }) => cost.status === 'unpriced').length,
          activeUsers: activeUsers ? users.size : undefined,
          firstAt: new Date(Math.min(...group.map(({ timestamp }) => timestamp))),
          lastAt: new Date(Math.max(...group.map(({ timestamp }) => timestamp))),
        }
      })
        .toSorted((a, b) => Number(b.totalPicoUsd - a.totalPicoUsd))
        .filter(({ key }) => {
          const group = JSON.stringify(limitBy.map((dimension) => key[dimension] ?? null))
          placed.set(group, (placed.get(group) ?? 0) + 1)
          return placed.get(group)! <= limit
        })
    },
  }
}

function valueOf(record: CostRecord, dimension: string): string | undefined {
  if (dimension === 'provider') return record.provider
  if (dimension === 'model') return record.model
  return record.attribution[dimension as 'tenantId']
}
