/** What a refusal means for the other runs of the same request, and for further attempts. */
export interface Refusals {
  /** The run waits for its budget, or is open. */
  join(request: unknown, runId: string): void
  /** Whether another prompt of the same request was refused: the request will not be made. */
  isRefused(request: unknown): boolean
  /** Remembers a refusal; returns the ids of the request's other runs. */
  add(request: unknown, parentRunId: string | undefined, error: unknown): readonly string[]
  /** The refusal that an earlier attempt of the same `withRetry` met. */
  earlier(parentRunId: string | undefined): unknown
}

interface Request {
  refused: boolean
  readonly runIds: Set<string>
}

const maxRemembered = 1000

export function createRefusals(): Refusals {
  // LangChain hands the same object to the runs of all prompts of one call.
  const requests = new WeakMap<object, Request>()
  const byParent = new Map<string, unknown>()
  return {
    join(request, runId) {
      if (typeof request !== 'object' || request === null) return
      const known = requests.get(request)
      if (known === undefined) requests.set(request, { refused: false, runIds: new Set([runId]) })
      else known.runIds.add(runId)
    },
    isRefused: (request) =>
      typeof request === 'object' && request !== null && requests.get(request)?.refused === true,
    add(request, parentRunId, error) {
      if (parentRunId !== undefined) {
        byParent.set(parentRunId, error)
        if (byParent.size > maxRemembered)
          for (const oldest of byParent.keys()) {
            byParent.delete(oldest)
            break
          }
      }
      const known = typeof request === 'object' && request !== null ? requests.get(request) : undefined
      if (known === undefined) return []
      known.refused = true
      return [...known.runIds]
    },
    earlier: (parentRunId) => (parentRunId === undefined ? undefined : byParent.get(parentRunId)),
  }
}
