import type { OfferedTools } from '../end/server-tools.ts'
import { traceNeed, type StreamTrace, type TraceNeed } from '../end/stream-trace.ts'
import { fieldsOf, isFields, type Fields } from '../fields.ts'

/** Looks at chunks only while a run is open that cannot be read without them. */
export interface StreamProbe {
  /** Call when a run opens. Returns what is noted of it; undefined when there is nothing to note. */
  watch(runId: string, provider: string, offered: OfferedTools | undefined): StreamTrace | undefined
  /** Call when a run is over. */
  forget(runId: string): void
  /** Call when a run is given up for lost: its chunks are no longer looked at. */
  giveUp(runId: string): void
  /** One chunk of the classic stream; `chunk` is absent in some classes. */
  chunk(runId: string, chunk: unknown): void
  /** One event of the content-block stream. */
  event(runId: string, event: unknown): void
}

interface Watched extends StreamTrace {
  readonly need: TraceNeed
}

/** `onWanted(true)` when the first run needs watching, `onWanted(false)` when the last one is done. */
export function createStreamProbe(onWanted: (wanted: boolean) => void): StreamProbe {
  const watched = new Map<string, Watched>()

  const forget = (runId: string): void => {
    if (watched.delete(runId) && watched.size === 0) onWanted(false)
  }
  const note = (runId: string, usage: () => unknown): void => {
    const trace = watched.get(runId)
    if (trace === undefined || trace.need === 'items') return
    trace.chunks = (trace.chunks ?? 0) + 1
    if (trace.chunks === 1) trace.firstUsage = usageFields(usage())
    if (trace.need === 'first') forget(runId)
  }

  return {
    watch(runId, provider, offered) {
      const need = traceNeed(provider, offered !== undefined)
      if (need === 'none' && offered === undefined) return undefined
      const trace: Watched = {
        firstUsage: undefined,
        chunks: 0,
        items: [],
        missed: false,
        offered,
        isEventStream: false,
        need,
      }
      if (need === 'none') return trace
      watched.set(runId, trace)
      if (watched.size === 1) onWanted(true)
      return trace
    },
    forget,
    giveUp(runId) {
      const trace = watched.get(runId)
      if (trace === undefined) return
      if (trace.need === 'count') trace.chunks = undefined
      else trace.missed = true
      forget(runId)
    },
    chunk: (runId, chunk) => note(runId, () => fieldsOf(fieldsOf(chunk)['message'])['usage_metadata']),
    // Usage in this protocol is a snapshot, not an increment, so only the start matters.
    event(runId, event) {
      const { event: kind, usage, payload } = fieldsOf(event)
      if (kind === 'message-start') {
        const trace = watched.get(runId)
        if (trace !== undefined) trace.isEventStream = true
        note(runId, () => usage)
      }
      if (kind !== 'provider') return
      const { type, item } = fieldsOf(payload)
      if (type === 'response.output_item.done') watched.get(runId)?.items.push(typesOf(item))
    },
  }
}

// Not the item itself: it may hold a whole answer.
function typesOf(item: unknown): Fields {
  const { type, status, action, container_id } = fieldsOf(item)
  return { type, status, action: { type: fieldsOf(action)['type'] }, container_id }
}

function usageFields(usage: unknown): Fields | undefined {
  return isFields(usage) ? usage : undefined
}
