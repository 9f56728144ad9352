/** Tokens that a sum of several equal counts was made of, and whether another reading is possible. */
export interface CachedOnce {
  readonly tokens: number
  readonly sure: boolean
}

/**
 * Undoes the adding up of cached tokens that the chunks of a Gemini stream repeat. How many of the chunks
 * carried them is not told, only that each can have had no more than there was input: where just one number
 * of chunks fits, it is sure, else the most are taken. Undefined when none fits.
 */
export function cachedOnce(sum: number, chunks: number, inputTokens: number): CachedOnce | undefined {
  let tokens: number | undefined
  for (let times = chunks; times >= 1; times -= 1) {
    if (sum / times > inputTokens) break
    if (sum % times !== 0) continue
    if (tokens !== undefined) return { tokens, sure: false }
    tokens = sum / times
  }
  return tokens === undefined ? undefined : { tokens, sure: true }
}
