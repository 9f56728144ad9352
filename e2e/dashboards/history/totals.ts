import type { CostRecord, SpendDimension, SpendQuery, SpendReader, SpendTotal } from '@tokentoll/core'

interface Running {
  cursor: number
  readonly groups: Map<string, Group>
}

interface Group {
  readonly key: SpendTotal['key']
  requests: number
  input: bigint
  output: bigint
  inputTokens: number
  outputTokens: number
  estimated: number
  unpriced: number
  readonly users: Set<string>
  readonly firstAt: number
  lastAt: number
}

/** A spend reader over records that arrive in order of time: each query goes on where it was left. */
export interface GrowingTotals extends SpendReader {
  add(record: CostRecord): void
}

/**
 * Answers what the ledger would have answered at each instant of a past that is being made up. Asking the ledger itself
 * thousands of times would take hours; the tests compare the last answer with the ledger's.
 */
export function createGrowingTotals(): GrowingTotals {
  const records: CostRecord[] = []
  const running = new Map<string, Running>()
  return {
    add: (record) => void records.push(record),
    totals({ by, from, to, where, limit, limitBy = [] }: SpendQuery) {
      if (where !== undefined) throw new Error('the made-up past answers no query with where')
      const key = `${by.join()}|${from?.getTime() ?? ''}|${kindOfEnd(to)}`
      const state = running.get(key) ?? { cursor: firstFrom(records, from), groups: new Map<string, Group>() }
      running.set(key, state)
      const end = to?.getTime() ?? Infinity
      for (
        let record = records[state.cursor];
        record !== undefined && record.timestamp < end;
        record = records[state.cursor]
      ) {
        addTo(state.groups, by, record)
        state.cursor += 1
      }
      const totals = [...state.groups.values()].map((group) => toTotal(group))
      if (limit === undefined) return Promise.resolve(totals)
      const places = new Map<string, number>()
      return Promise.resolve(
        totals
          .toSorted((a, b) => Number(b.totalPicoUsd - a.totalPicoUsd))
          .filter((total) => {
            const within = JSON.stringify(limitBy.map((dimension) => total.key[dimension] ?? null))
            const place = (places.get(within) ?? 0) + 1
            places.set(within, place)
            return place <= limit
          }),
      )
    },
  }
}

/** A whole month ends where another begins; a month to date ends a little later each time. */
function kindOfEnd(to: Date | undefined): string {
  if (to === undefined) return 'open'
  return to.getUTCDate() === 1 && to.getTime() % 86_400_000 === 0 ? 'month' : 'to date'
}

function firstFrom(records: readonly CostRecord[], from: Date | undefined): number {
  if (from === undefined) return 0
  const found = records.findIndex((record) => record.timestamp >= from.getTime())
  return found === -1 ? records.length : found
}

function addTo(groups: Map<string, Group>, by: readonly SpendDimension[], record: CostRecord): void {
  const { attribution, cost, usage } = record
  const values = { ...attribution, provider: record.provider, model: record.model }
  const key = Object.fromEntries(by.map((dimension) => [dimension, values[dimension]]))
  const name = JSON.stringify(key)
  const group: Group = groups.get(name) ?? {
    key,
    requests: 0,
    input: 0n,
    output: 0n,
    inputTokens: 0,
    outputTokens: 0,
    estimated: 0,
    unpriced: 0,
    users: new Set(),
    firstAt: record.timestamp,
    lastAt: record.timestamp,
  }
  groups.set(name, group)
  group.requests += 1
  group.input += BigInt(cost.inputPicoUsd)
  group.output += BigInt(cost.outputPicoUsd)
  group.inputTokens += usage.inputTokens ?? 0
  group.outputTokens += usage.outputTokens ?? 0
  group.estimated += cost.isEstimated ? 1 : 0
  group.unpriced += cost.status === 'unpriced' ? 1 : 0
  group.lastAt = Math.max(group.lastAt, record.timestamp)
  if (attribution.userId !== undefined) group.users.add(`${attribution.tenantId}\u0000${attribution.userId}`)
}

function toTotal(group: Group): SpendTotal {
  return {
    key: group.key,
    requests: group.requests,
    inputPicoUsd: group.input,
    outputPicoUsd: group.output,
    totalPicoUsd: group.input + group.output,
    inputTokens: BigInt(group.inputTokens),
    outputTokens: BigInt(group.outputTokens),
    estimatedRequests: group.estimated,
    unpricedRequests: group.unpriced,
    activeUsers: group.users.size,
    firstAt: new Date(group.firstAt),
    lastAt: new Date(group.lastAt),
  }
}
