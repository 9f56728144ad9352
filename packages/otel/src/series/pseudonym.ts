import { createHmac } from 'node:crypto'

/** A keyed, irreversible name for a person: the same for the same key, 96 bits in 16 characters. */
export function createPseudonym(key: string): (userId: string) => string {
  return (userId) => createHmac('sha256', key).update(userId).digest('base64url').slice(0, 16)
}
