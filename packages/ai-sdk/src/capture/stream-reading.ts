import { fieldsOf, isFields, textOf, type Fields } from '../shapes/fields.ts'

/** What has been seen of a stream so far. Plain fields: a stream of a few parts is over before accessors are cheap. */
export interface StreamReading {
  /** Characters of text, reasoning and tool input. */
  characters: number
  responseId: string | undefined
  responseModel: string | undefined
  /** The `finish` part, once it came. */
  finish: Fields | undefined
  /** What an `error` part carried. */
  error: { readonly cause: unknown } | undefined
  /** Calls of tools that the provider ran itself, and their results; undefined before the first. */
  toolParts: unknown[] | undefined
  /** The provider's usage object, put together from raw chunks. */
  wireUsage: Fields | undefined
  wireTier: string | undefined
  /** The provider's own chunks were shown. */
  sawRaw: boolean
}

/** A stream of which nothing was seen yet. */
export function newStreamReading(): StreamReading {
  return {
    characters: 0,
    responseId: undefined,
    responseModel: undefined,
    finish: undefined,
    error: undefined,
    toolParts: undefined,
    wireUsage: undefined,
    wireTier: undefined,
    sawRaw: false,
  }
}

/** Takes the next part of a stream: of specification versions 2, 3 and 4. */
export function takePart(reading: StreamReading, part: Fields): void {
  switch (part['type']) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-input-delta': {
      const { delta } = part
      if (typeof delta === 'string') reading.characters += delta.length
      return
    }
    case 'raw':
      return takeRaw(reading, part['rawValue'])
    case 'response-metadata':
      reading.responseId = textOf(part['id']) ?? reading.responseId
      reading.responseModel = textOf(part['modelId']) ?? reading.responseModel
      return
    case 'tool-call':
      if (part['providerExecuted'] === true) (reading.toolParts ??= []).push(part)
      return
    case 'tool-result':
      // Only clients report results in a model's stream: of tools that the provider ran.
      reading.toolParts?.push(part)
      return
    case 'finish':
      reading.finish = part
      return
    case 'error':
      reading.error = { cause: part['error'] }
  }
}

function takeRaw(reading: StreamReading, raw: unknown): void {
  if (!isFields(raw)) return
  reading.sawRaw = true
  // Anthropic tells of its message at the start, OpenAI's Responses of their response at start and end.
  const message = fieldsOf(raw['message'])
  const response = fieldsOf(raw['response'])
  const usage = raw['usage'] ?? raw['usageMetadata'] ?? message['usage'] ?? response['usage']
  // Anthropic splits its usage over two events; the later value of a field wins, a null one says nothing.
  if (isFields(usage))
    reading.wireUsage =
      reading.wireUsage === undefined ? usage : { ...reading.wireUsage, ...withoutNull(usage) }
  reading.wireTier = textOf(raw['service_tier']) ?? textOf(response['service_tier']) ?? reading.wireTier
  reading.responseId ??= textOf(message['id']) ?? textOf(response['id']) ?? textOf(raw['responseId'])
}

function withoutNull(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  )
}
