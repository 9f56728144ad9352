import { errorCode } from '../folder/folder-error.ts'

// SQLSTATE classes of values that the database cannot hold: data, integrity, program limits.
const dataClasses = new Set(['22', '23', '54'])

/**
 * `data`: a record of the batch can never be booked. `store`: the database cannot book anything just now,
 * or lost a race with another process; the same batch may pass later.
 */
export function failureKind(error: unknown): 'data' | 'store' {
  const code = errorCode(error)
  return code !== undefined && code.length === 5 && dataClasses.has(code.slice(0, 2)) ? 'data' : 'store'
}
