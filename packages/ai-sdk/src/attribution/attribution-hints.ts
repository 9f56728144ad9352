import { mergeAttribution, type Attribution } from '@tokentoll/core'
import { isFields } from '../shapes/fields.ts'

/** Which keys of the runtime context carry which field of the attribution. */
export type RuntimeContextKeys = Readonly<
  Partial<Record<'tenantId' | 'userId' | 'task' | 'conversationId', string>>
>

/** What a call says about who caused it, apart by how much it means. The running context wins over both. */
export interface AttributionHints {
  /** From `providerOptions`. */
  readonly explicit?: Attribution | undefined
  /** From telemetry settings: `functionId`, allow-listed runtime context. */
  readonly ambient?: Attribution | undefined
}

/** The hints of a call and of the layers around it: the inner one wins, field by field. */
export function joinHints(inner: AttributionHints, outer: AttributionHints | undefined): AttributionHints {
  if (outer === undefined) return inner
  return {
    explicit: joined(inner.explicit, outer.explicit),
    ambient: joined(inner.ambient, outer.ambient),
  }
}

/** One attribution from all hints; undefined when there are none. */
export function mergeHints(hints: AttributionHints): Attribution | undefined {
  return joined(hints.explicit, hints.ambient)
}

function joined(first: Attribution | undefined, second: Attribution | undefined): Attribution | undefined {
  if (first === undefined || second === undefined) return first ?? second
  return mergeAttribution(first, second)
}

/** Reads `providerOptions[key]`: the four fields as text or number, and `tags`. */
export function readProviderOptions(providerOptions: unknown, key: string): Attribution | undefined {
  if (!isFields(providerOptions)) return undefined
  const own = providerOptions[key]
  if (!isFields(own)) return undefined
  return {
    tenantId: word(own['tenantId']),
    userId: word(own['userId']),
    task: word(own['task']),
    conversationId: word(own['conversationId']),
    tags: readTags(own['tags']),
  }
}

/** Reads the runtime context of version 7, or the telemetry metadata of version 6, by the given keys. */
export function readRuntimeContext(context: unknown, keys: RuntimeContextKeys): Attribution | undefined {
  if (!isFields(context)) return undefined
  const tenantId = word(context[keys.tenantId ?? 'tenantId'])
  const userId = word(context[keys.userId ?? 'userId'])
  const task = word(context[keys.task ?? 'task'])
  const conversationId = word(context[keys.conversationId ?? 'conversationId'])
  if (tenantId === undefined && userId === undefined && task === undefined && conversationId === undefined)
    return undefined
  return { tenantId, userId, task, conversationId }
}

function word(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

function readTags(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isFields(value)) return undefined
  const tags: Record<string, string> = {}
  for (const [name, tag] of Object.entries(value)) {
    const text = word(tag)
    if (text !== undefined) tags[name] = text
  }
  return tags
}
