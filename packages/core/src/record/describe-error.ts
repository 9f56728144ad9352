import type { CallError } from './cost-record.ts'

const longestMessage = 500

/** Name, message (at most 500 characters) and HTTP status of whatever was thrown; no stack, no prompt. */
export function describeError(error: unknown): CallError {
  if (typeof error !== 'object' || error === null) {
    return { name: 'Error', message: String(error).slice(0, longestMessage) }
  }
  const source = error as {
    name?: unknown
    message?: unknown
    status?: unknown
    statusCode?: unknown
    response?: { status?: unknown } | null
  }
  const status = [source.status, source.statusCode, source.response?.status].find(
    (value) => typeof value === 'number',
  )
  return {
    name: typeof source.name === 'string' && source.name !== '' ? source.name : 'Error',
    message: (typeof source.message === 'string' ? source.message : '').slice(0, longestMessage),
    status,
  }
}
