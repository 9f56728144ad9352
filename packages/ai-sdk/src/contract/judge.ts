import { parseUsdToPico, type CostRecord } from '@tokentoll/core'
import type { ServedCall } from '@tokentoll/example-provider'

/**
 * What a way in made of an operation: `equal`: one record per served call, tokens and cost those of the
 * wire; `estimated`: one record per served call, some of them estimates and marked; `paid only`: what was
 * paid for is equal, failed attempts were not seen; `counted`: what was made is counted, the tokens were not
 * shown; `unseen`: nothing was booked.
 */
export type Verdict = 'equal' | 'estimated' | 'paid only' | 'counted' | 'unseen'

/** Every verdict that is no mistake. */
export const verdictWords: readonly string[] = [
  'equal',
  'estimated',
  'paid only',
  'unseen',
] satisfies Verdict[]

/** Compares records with the provider's own book; what is neither right nor marked is told in words
 * instead of a `Verdict`. */
export function judge(records: readonly CostRecord[], served: readonly ServedCall[]): string {
  if (records.length === 0) return served.length === 0 ? 'nothing was served' : 'unseen'
  const paid = served.filter((call) => call.outcome !== 'error')
  if (paid.length < served.length && records.length === paid.length)
    return judge(records, paid) === 'equal' ? 'paid only' : judge(records, paid)
  if (records.length !== served.length)
    return `${records.length} records for ${served.length} served calls: ${records.map(summary).join(' | ')}`
  const left = [...records]
  const problems: string[] = []
  let estimated = false
  for (const call of served) {
    const index = left.findIndex((record) => matches(record, call))
    const record = left.splice(index < 0 ? 0 : index, 1)[0]
    if (record === undefined) continue
    const difference = differenceOf(record, call)
    if (difference === undefined) continue
    if (record.cost.isEstimated && record.usageConfidence === 'estimated') estimated = true
    else problems.push(difference)
  }
  if (problems.length > 0) return problems.join(' | ')
  return estimated ? 'estimated' : 'equal'
}

function matches(record: CostRecord, call: ServedCall): boolean {
  if (record.responseId !== undefined && record.responseId === call.id) return true
  return (
    (record.outcome === 'error') === (call.outcome === 'error') && differenceOf(record, call) === undefined
  )
}

function differenceOf(record: CostRecord, call: ServedCall): string | undefined {
  if (call.outcome === 'error') {
    const right =
      record.outcome === 'error' && record.error?.status === call.status && record.cost.totalPicoUsd === 0
    return right ? undefined : `a ${call.status} was booked as ${summary(record)}`
  }
  const { usage } = call
  const costPicoUsd = call.costUsd === undefined ? undefined : Number(parseUsdToPico(call.costUsd))
  const expected = {
    inputTokens: usage?.inputTokens,
    outputTokens: usage?.outputTokens,
    cacheReadTokens: usage?.cacheReadTokens ?? 0,
    cacheWriteTokens: usage?.cacheWriteTokens ?? 0,
    cacheWrite1hTokens: usage?.cacheWrite1hTokens ?? 0,
    reasoningTokens: usage?.reasoningTokens ?? 0,
    costPicoUsd,
  }
  const seen = {
    inputTokens: record.usage.inputTokens,
    outputTokens: record.usage.outputTokens,
    cacheReadTokens: record.usage.cacheReadTokens ?? 0,
    cacheWriteTokens: record.usage.cacheWriteTokens ?? 0,
    cacheWrite1hTokens: record.usage.cacheWrite1hTokens ?? 0,
    reasoningTokens: record.usage.reasoningTokens ?? 0,
    costPicoUsd: record.cost.totalPicoUsd,
  }
  const different = Object.keys(expected).filter(
    (key) => expected[key as keyof typeof expected] !== seen[key as keyof typeof seen],
  )
  if (different.length === 0 && call.outcome === 'ok') return undefined
  if (different.length === 0) return `cut off, but booked as ${record.outcome}`
  return different
    .map(
      (key) =>
        `${key} ${seen[key as keyof typeof seen]} instead of ${expected[key as keyof typeof expected]}`,
    )
    .join(', ')
}

function summary(record: CostRecord): string {
  const { outcome, model, usage, cost, usageSource } = record
  return `${outcome} ${model} ${usage.inputTokens}/${usage.outputTokens} ${cost.totalPicoUsd} ${usageSource}`
}
