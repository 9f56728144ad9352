import { fieldsOf, isFields, textOf, type Fields } from '../shapes/fields.ts'

/** What has been seen of a stream so far. */
export interface StreamReading {
  /** Takes the next part. */
  take(part: Fields): void
  /** Characters of text, reasoning and tool input. */
  readonly characters: number
  readonly responseId: string | undefined
  readonly responseModel: string | undefined
  /** The `finish` part, once it came. */
  readonly finish: Fields | undefined
  /** What an `error` part carried. */
  readonly error: { readonly cause: unknown } | undefined
  /** Calls of tools that the provider ran itself, and their results. */
  readonly toolParts: readonly unknown[]
  /** The provider's usage object, put together from raw chunks. */
  readonly wireUsage: Fields | undefined
  readonly wireTier: string | undefined
  /** The provider's own chunks were shown. */
  readonly sawRaw: boolean
}

/** Reads stream parts of specification versions 2, 3 and 4. */
export function createStreamReading(): StreamReading {
  let characters = 0
  let responseId: string | undefined
  let responseModel: string | undefined
  let finish: Fields | undefined
  let error: { readonly cause: unknown } | undefined
  let toolParts: unknown[] | undefined
  let wireUsage: Fields | undefined
  let wireTier: string | undefined
  let sawRaw = false

  const takeRaw = (raw: unknown): void => {
    if (!isFields(raw)) return
    sawRaw = true
    // Anthropic tells of its message at the start, OpenAI's Responses of their response at start and end.
    const message = fieldsOf(raw['message'])
    const response = fieldsOf(raw['response'])
    const usage = raw['usage'] ?? raw['usageMetadata'] ?? message['usage'] ?? response['usage']
    // Anthropic splits its usage over two events; the later value of a field wins, a null one says nothing.
    if (isFields(usage)) wireUsage = wireUsage === undefined ? usage : { ...wireUsage, ...withoutNull(usage) }
    wireTier = textOf(raw['service_tier']) ?? textOf(response['service_tier']) ?? wireTier
    responseId ??= textOf(message['id']) ?? textOf(response['id']) ?? textOf(raw['responseId'])
  }

  return {
    take(part) {
      switch (part['type']) {
        case 'text-delta':
        case 'reasoning-delta':
        case 'tool-input-delta': {
          const delta = part['delta']
          if (typeof delta === 'string') characters += delta.length
          return
        }
        case 'raw':
          return takeRaw(part['rawValue'])
        case 'response-metadata':
          responseId = textOf(part['id']) ?? responseId
          responseModel = textOf(part['modelId']) ?? responseModel
          return
        case 'tool-call':
          if (part['providerExecuted'] === true) (toolParts ??= []).push(part)
          return
        case 'tool-result':
          // Only clients report results in a model's stream: of tools that the provider ran.
          toolParts?.push(part)
          return
        case 'finish':
          finish = part
          return
        case 'error':
          error = { cause: part['error'] }
      }
    },
    get characters() {
      return characters
    },
    get responseId() {
      return responseId
    },
    get responseModel() {
      return responseModel
    },
    get finish() {
      return finish
    },
    get error() {
      return error
    },
    get toolParts() {
      return toolParts ?? []
    },
    get wireUsage() {
      return wireUsage
    },
    get wireTier() {
      return wireTier
    },
    get sawRaw() {
      return sawRaw
    },
  }
}

function withoutNull(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  )
}
