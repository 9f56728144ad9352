import type { WireCall } from './wire-call.ts'

/** Requests that failed and may be sent again by their client. */
export interface FailedCalls {
  add(call: WireCall): void
  /** The failed call that a request repeats: the same bytes, sent in the same scope. */
  take(request: Pick<WireCall, 'url' | 'body' | 'context'>): WireCall | undefined
  remove(call: WireCall): void
}

// The clients wait a minute at most before they try again.
const repeatWithinMs = 120_000

export function createFailedCalls(clock: () => number): FailedCalls {
  const byKey = new Map<string, Set<WireCall>>()
  const known = new Map<WireCall, { readonly key: string; readonly failedAt: number }>()

  const remove = (call: WireCall): void => {
    const { key } = known.get(call) ?? {}
    if (key === undefined) return
    known.delete(call)
    const same = byKey.get(key)
    same?.delete(call)
    if (same?.size === 0) byKey.delete(key)
  }
  return {
    add(call) {
      if (call.body === undefined) return
      const key = keyOf(call.url, call.body)
      const same = byKey.get(key) ?? new Set()
      byKey.set(key, same.add(call))
      known.set(call, { key, failedAt: clock() })
    },
    take({ url, body, context }) {
      if (known.size === 0 || body === undefined) return undefined
      const since = clock() - repeatWithinMs
      for (const call of byKey.get(keyOf(url, body)) ?? []) {
        if (call.context !== context || known.get(call)!.failedAt < since) continue
        remove(call)
        return call
      }
      return undefined
    },
    remove,
  }
}

// Only failed requests are ever looked up by it.
function keyOf(url: string, body: string): string {
  return `${url} ${body.length} ${hash(body)}`
}

// cyrb53: 53 bits, enough to tell a few failed requests apart.
function hash(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
