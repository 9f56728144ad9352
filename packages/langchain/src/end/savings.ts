import type { Fields } from '../fields.ts'
import { responseIdOf, type Answer } from './answer.ts'
import type { UsageFinding } from './usage-finding.ts'

/** What answers cost that a response cache may give again, for classes whose messages do not tell. */
export interface Savings {
  note(answer: Answer, found: UsageFinding | undefined): void
  find(answer: Answer): UsageFinding | undefined
}

const maxAnswers = 1000

/** Remembers the last answers by response id, and those without one for as long as their message lives. */
export function createSavings(): Savings {
  const byId = new Map<string, UsageFinding>()
  const byMessage = new WeakMap<Fields, UsageFinding>()
  return {
    note(answer, found) {
      // A raw usage stays on the message through every cache.
      if (found === undefined || answer.responseMetadata['usage'] !== undefined) return
      const id = responseIdOf(answer)
      if (id === undefined) return void byMessage.set(answer.message, found)
      byId.set(id, found)
      if (byId.size > maxAnswers) for (const oldest of byId.keys()) return void byId.delete(oldest)
    },
    find(answer) {
      const id = responseIdOf(answer)
      return id === undefined ? byMessage.get(answer.message) : byId.get(id)
    },
  }
}
