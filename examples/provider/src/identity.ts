import { createHash, randomBytes } from 'node:crypto'

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

/** Gives ids in the look of the providers' own. */
export type Identify = (prefix: string) => string

/**
 * Ids that no other start of the server gives again: clients book calls by them,
 * so a restarted server with the same seed must not repeat itself.
 */
export function createIdentify(): Identify {
  const start = randomBytes(16)
  let given = 0
  return (prefix) => {
    given += 1
    const digest = createHash('sha256').update(start).update(String(given)).digest()
    return prefix + [...digest.subarray(0, 24)].map((byte) => alphabet[byte % alphabet.length]).join('')
  }
}
