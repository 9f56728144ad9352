import { addUp } from './totals.ts'
import type { BookFile } from './book-file.ts'
import type { Book, ServedCall } from './types.ts'

/** A book that calls can be written into. */
export interface OpenBook extends Book {
  add(call: ServedCall): void
}

/** A book in memory and, when a file is given, on disk. */
export function createBook(file?: BookFile): OpenBook {
  const calls: ServedCall[] = [...(file?.earlier ?? [])]
  return {
    calls,
    add(call) {
      // Disk first: whoever sees the call in memory may rely on the file.
      file?.append(call)
      calls.push(call)
    },
    totals: (options = {}) => addUp(calls, options),
    clear() {
      calls.length = 0
    },
  }
}
