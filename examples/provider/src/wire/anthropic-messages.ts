import {
  asArray,
  asNumber,
  asObject,
  asString,
  isObject,
  parseJson,
  stringsIn,
  type JsonObject,
} from '../json.ts'
import type { Figures, Json } from '../types.ts'
import { contentText, eventFrame, mentions, pieces, schemaOf } from './shared.ts'
import type { Ask, RawCall, Refusal, Reply, ToolChoice, WireFormat } from './wire-format.ts'

/**
 * Anthropic Messages.
 * Field names from https://platform.claude.com/docs/en/api/messages and payloads recorded in vercel/ai.
 */
export const anthropicMessages: WireFormat = {
  provider: 'anthropic',
  api: 'messages',
  idPrefix: 'msg_01',
  matches: (path) => path.endsWith('/messages'),
  read,
  usage,
  whole,
  frames,
  refuse,
}

function read({ body }: RawCall): Ask {
  const messages = asArray(body['messages']).map(asObject)
  const said = messages.map((message) =>
    message['role'] === 'user' ? contentText(message['content']).trim() : '',
  )
  const lastSaid = said.findLastIndex((text) => text !== '')
  const lastResult = messages.findLastIndex((message) =>
    asArray(message['content']).some((part) => asObject(part)['type'] === 'tool_result'),
  )
  const format = [asObject(asObject(body['output_config'])['format']), asObject(body['output_format'])]
  const schema = format.find((one) => one['type'] === 'json_schema')?.['schema']
  const maximum = asNumber(body['max_tokens'])
  const system = contentText(body['system'])
  return {
    api: 'messages',
    model: asString(body['model']) ?? '',
    stream: body['stream'] === true,
    wantsUsage: true,
    promptCharacters:
      system.length + messages.reduce((sum, message) => sum + contentText(message['content']).length, 0),
    directiveTexts: [...stringsIn(body['metadata']), said[lastSaid] ?? ''],
    tools: asArray(body['tools'])
      .map(asObject)
      // Tools that Anthropic runs itself bring no schema; the model never asks the client for them.
      .filter((tool) => isObject(tool['input_schema']))
      .map((tool) => ({ name: asString(tool['name']) ?? '', schema: schemaOf(tool['input_schema']) })),
    toolChoice: readToolChoice(body['tool_choice']),
    toolResultSeen: lastResult >= 0 && lastResult >= lastSaid,
    embeds: false,
    cacheControl: mentions(body, 'cache_control'),
    body,
    ...(isObject(schema) ? { answerSchema: schema } : {}),
    ...(maximum === undefined ? {} : { maxOutputTokens: maximum }),
  }
}

function readToolChoice(value: Json | undefined): ToolChoice {
  const choice = asObject(value)
  if (choice['type'] === 'none') return 'none'
  if (choice['type'] === 'any') return 'required'
  const name = choice['type'] === 'tool' ? asString(choice['name']) : undefined
  return name === undefined ? 'auto' : { name }
}

/** Anthropic's `input_tokens` leaves out what was read from or written to the cache. */
function inputUsage(figures: Figures): JsonObject {
  return {
    input_tokens: figures.inputTokens - figures.cacheReadTokens - figures.cacheWriteTokens,
    cache_creation_input_tokens: figures.cacheWriteTokens,
    cache_read_input_tokens: figures.cacheReadTokens,
  }
}

function cacheCreation(figures: Figures): JsonObject {
  return {
    cache_creation: {
      ephemeral_5m_input_tokens: figures.cacheWriteTokens - figures.cacheWrite1hTokens,
      ephemeral_1h_input_tokens: figures.cacheWrite1hTokens,
    },
  }
}

function outputUsage(figures: Figures): JsonObject {
  return {
    output_tokens: figures.outputTokens,
    ...(figures.reasoningTokens > 0
      ? { output_tokens_details: { thinking_tokens: figures.reasoningTokens } }
      : {}),
    ...(figures.webSearchRequests > 0
      ? { server_tool_use: { web_search_requests: figures.webSearchRequests, web_fetch_requests: 0 } }
      : {}),
  }
}

function usage(figures: Figures, serviceTier: string): Json {
  return {
    ...inputUsage(figures),
    ...cacheCreation(figures),
    ...outputUsage(figures),
    service_tier: serviceTier,
  }
}

function whole(reply: Reply): Json {
  const { content } = reply
  return {
    model: reply.model,
    id: reply.id,
    type: 'message',
    role: 'assistant',
    content: [
      content.kind === 'text'
        ? { type: 'text', text: content.text }
        : {
            type: 'tool_use',
            id: content.callId,
            name: content.name,
            input: parseJson(content.argumentsJson) ?? {},
          },
    ],
    stop_reason: stopReason(reply),
    stop_sequence: null,
    ...(reply.sendUsage ? { usage: usage(reply.figures, reply.serviceTier) } : {}),
  }
}

function frames(reply: Reply): readonly string[] {
  const { content, figures } = reply
  const event = (type: string, data: JsonObject): string => eventFrame(type, { type, ...data })
  const delta = (one: JsonObject): string => event('content_block_delta', { index: 0, delta: one })
  // The opening already counts the first token of the output; the closing delta is cumulative.
  const opening = { ...inputUsage(figures), ...cacheCreation(figures), output_tokens: 1 }
  const message = {
    model: reply.model,
    id: reply.id,
    type: 'message',
    role: 'assistant',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    ...(reply.sendUsage ? { usage: { ...opening, service_tier: reply.serviceTier } } : {}),
  }
  const block =
    content.kind === 'text'
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: content.callId, name: content.name, input: {} }
  const body =
    content.kind === 'text'
      ? pieces(content.text, reply.chunks).map((text) => delta({ type: 'text_delta', text }))
      : pieces(content.argumentsJson, reply.chunks).map((text) =>
          delta({ type: 'input_json_delta', partial_json: text }),
        )
  return [
    event('message_start', { message }) +
      event('content_block_start', { index: 0, content_block: block }) +
      event('ping', {}),
    ...body,
    event('content_block_stop', { index: 0 }) +
      event('message_delta', {
        delta: { stop_reason: stopReason(reply), stop_sequence: null },
        ...(reply.sendUsage ? { usage: { ...inputUsage(figures), ...outputUsage(figures) } } : {}),
      }) +
      event('message_stop', {}),
  ]
}

function stopReason(reply: Reply): string {
  return reply.content.kind === 'text' ? 'end_turn' : 'tool_use'
}

const kinds: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request_error', 'The request could not be understood.'],
  401: ['authentication_error', 'invalid x-api-key'],
  404: ['not_found_error', 'The model was not found.'],
  429: ['rate_limit_error', 'This request would exceed the rate limit of your organization.'],
  500: ['api_error', 'Internal server error'],
  503: ['api_error', 'Service unavailable'],
  529: ['overloaded_error', 'Overloaded'],
}

function refuse(refusal: Refusal): {
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>
} {
  const [type, message] = kinds[refusal.status] ?? ['api_error', 'Unexpected error']
  const { requestId, status } = refusal
  return {
    body: { type: 'error', error: { type, message: refusal.message ?? message }, request_id: requestId },
    headers: {
      'request-id': requestId,
      'x-should-retry': String(status === 429 || status >= 500),
      ...(status === 429 || status === 529 ? { 'retry-after': String(refusal.retryAfterMs / 1000) } : {}),
      ...(status === 429 ? { 'anthropic-ratelimit-requests-remaining': '0' } : {}),
    },
  }
}
