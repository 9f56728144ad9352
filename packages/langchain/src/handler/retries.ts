import type { CallEnd } from '@tokentoll/core'

/** Failed attempts before this one: `withRetry` makes a run of each, and tags it from the second on. */
export function retriesOf(tags: readonly string[] | undefined): number | undefined {
  if (tags === undefined || tags.length === 0) return undefined
  const tag = tags.find((candidate) => candidate.startsWith('retry:attempt:'))
  const attempt = Number(tag?.slice('retry:attempt:'.length))
  return Number.isSafeInteger(attempt) && attempt > 1 ? attempt - 1 : undefined
}

/** Adds them to what was repeated inside the attempt. */
export function withRetries(retries: number | undefined, end: CallEnd): CallEnd {
  return retries === undefined ? end : { ...end, retries: retries + (end.retries ?? 0) }
}
