import { QuotaExceededError, type CostRecord } from '@tokentoll/core'
import type { PathKind } from './path.ts'
import type { Served } from './served.ts'

/**
 * How the records of a path compare with what the provider served. `exact`: tokens and cost are equal to the
 * digit. `estimated`: booked and marked as uncertain. `short`: booked as certain, and different. `refused`: not
 * made, because the budget was used up.
 */
export type Verdict = 'exact' | 'exact, saving unknown' | 'estimated' | 'short' | 'missing' | 'refused'

export interface Judgement {
  readonly verdict: Verdict
  /** What differs, for a person. */
  readonly detail: string
}

/** Compares what was booked for one path with what the provider served on it. */
export function judge(kind: PathKind, all: readonly CostRecord[], served: readonly Served[]): Judgement {
  const replaced = new Set(all.map((record) => record.corrects))
  const records = all.filter((record) => !replaced.has(record.id))
  if (kind === 'broken') return judgeBroken(records, served)
  const answered = served.filter((call) => call.outcome === 'ok')
  const booked = records.filter((record) => record.outcome === 'success' && !record.cached)
  const failed = records.filter((record) => record.outcome === 'error')
  const expected = { calls: answered.length, ...sumOfServed(answered), failures: 0 }
  const found = {
    // The prompts that share a request are runs of their own, of which one carries the usage.
    calls: booked.filter(({ usage }) => usage.inputTokens !== 0).length,
    ...sumOfRecords(booked),
    // A failed attempt costs nothing, and that is known; and none is booked twice.
    failures:
      failed.filter((record) => record.cost.totalPicoUsd !== 0 || record.cost.isEstimated).length +
      Math.max(0, failed.length - served.filter((call) => call.outcome === 'error').length),
  }
  if (booked.length === 0 && answered.length > 0) return { verdict: 'missing', detail: 'nothing was booked' }
  if (answered.length === 0 && failed.length === 0)
    return { verdict: 'missing', detail: 'no failure was booked' }
  const detail = Object.entries(expected)
    .filter(([field, value]) => found[field as keyof typeof found] !== value)
    .map(([field, value]) => `${field} ${found[field as keyof typeof found]} instead of ${value}`)
    .join(', ')
  if (detail !== '') return { verdict: booked.some(isMarked) ? 'estimated' : 'short', detail }
  return kind === 'cache' ? judgeCache(records, expected.picoUsd) : { verdict: 'exact', detail }
}

/** Compares a walk over its budget with what has to come of it: a refusal, its records, and no call. */
export function judgeRefusal(
  error: unknown,
  records: readonly CostRecord[],
  served: readonly Served[],
): Judgement {
  const outcomes = [...new Set(records.map((record) => record.outcome))].join(', ')
  const detail = `${String(error)}; ${served.length} served, booked as ${outcomes}`
  if (!QuotaExceededError.isInstance(error) || served.length > 0) return { verdict: 'missing', detail }
  const free = records.every((record) => record.cost.totalPicoUsd === 0)
  return outcomes === 'refused' && free ? { verdict: 'refused', detail: '' } : { verdict: 'short', detail }
}

/** Compares a walk that a budget turned to a cheaper model with what that model served. */
export function judgeDowngrade(
  cheaperModel: string,
  records: readonly CostRecord[],
  served: readonly Served[],
): Judgement {
  const usual = served.filter((call) => call.model !== cheaperModel).length
  if (usual === 0) return judge('answers', records, served)
  return { verdict: 'missing', detail: `${usual} of ${served.length} calls went to the usual model` }
}

function judgeBroken(records: readonly CostRecord[], served: readonly Served[]): Judgement {
  const [record, ...others] = records
  if (record === undefined) return { verdict: 'missing', detail: 'nothing was booked' }
  const known = record.outcome === 'aborted' || record.outcome === 'abandoned'
  const detail = `${others.length + 1} records, ${record.outcome}, ${served.length} served`
  if (others.length > 0 || !known || served.length !== 1) return { verdict: 'short', detail }
  return { verdict: record.cost.isEstimated ? 'estimated' : 'short', detail }
}

function judgeCache(records: readonly CostRecord[], picoUsd: bigint): Judgement {
  const hits = records.filter((record) => record.cached)
  const [hit] = hits
  if (hits.length !== 1 || hit?.cost.totalPicoUsd !== 0)
    return { verdict: 'short', detail: `${hits.length} hits, cost ${hit?.cost.totalPicoUsd}` }
  if (BigInt(hit.savedPicoUsd ?? 0) === picoUsd) return { verdict: 'exact', detail: '' }
  const unknown = hit.savedPicoUsd === undefined || hit.savedPicoUsd === 0
  return { verdict: unknown ? 'exact, saving unknown' : 'short', detail: `saved ${hit.savedPicoUsd}` }
}

function isMarked(record: CostRecord): boolean {
  return record.cost.isEstimated || record.flags.length > 0
}

type Sums = Served['counts']

function sumOfServed(calls: readonly Served[]): Sums {
  return sum(calls.map((call) => call.counts))
}

function sumOfRecords(records: readonly CostRecord[]): Sums {
  return sum(
    records.map(({ usage, cost }) => ({
      inputTokens: usage.inputTokens ?? 0,
      outputTokens: usage.outputTokens ?? 0,
      cacheReadTokens: usage.cacheReadTokens ?? 0,
      cacheWriteTokens: usage.cacheWriteTokens ?? 0,
      cacheWrite1hTokens: usage.cacheWrite1hTokens ?? 0,
      reasoningTokens: usage.reasoningTokens ?? 0,
      picoUsd: BigInt(cost.totalPicoUsd),
    })),
  )
}

function sum(counts: readonly Sums[]): Sums {
  const total: Record<string, number | bigint> = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 0,
    reasoningTokens: 0,
    picoUsd: 0n,
  }
  for (const count of counts) {
    for (const [field, value] of Object.entries(count)) {
      total[field] =
        typeof value === 'bigint' ? (total[field] as bigint) + value : Number(total[field]) + value
    }
  }
  return total as unknown as Sums
}
