import { asArray, asNumber, asObject, asString, stringsIn, type JsonObject } from '../json.ts'
import type { Figures, Json } from '../types.ts'
import { refuseAsOpenai } from './openai-errors.ts'
import { contentText, eventFrame, mentions, pieces, schemaOf, seconds } from './shared.ts'
import type { Ask, RawCall, Reply, ToolChoice, WireFormat } from './wire-format.ts'

/**
 * OpenAI Responses.
 * Field names from https://platform.openai.com/docs/api-reference/responses and payloads recorded in vercel/ai.
 */
export const openaiResponses: WireFormat = {
  provider: 'openai',
  api: 'responses',
  idPrefix: 'resp_',
  matches: (path) => path.endsWith('/responses'),
  read,
  usage,
  whole: (reply) => envelope(reply, 'completed'),
  frames,
  refuse: refuseAsOpenai,
}

function read({ body }: RawCall): Ask {
  const input = body['input']
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : asArray(input).map(asObject)
  const lastUser = items.map((item) => asString(item['role'])).lastIndexOf('user')
  const lastResult = items.map((item) => asString(item['type'])).lastIndexOf('function_call_output')
  const format = asObject(asObject(body['text'])['format'])
  const maximum = asNumber(body['max_output_tokens'])
  const tier = asString(body['service_tier'])
  const said = items.reduce((sum, item) => sum + contentText(item['content']).length, 0)
  return {
    api: 'responses',
    model: asString(body['model']) ?? '',
    stream: body['stream'] === true,
    wantsUsage: true,
    promptCharacters: said + (asString(body['instructions'])?.length ?? 0),
    directiveTexts: [
      ...stringsIn(body['metadata']),
      ...stringsIn(body['user']),
      ...stringsIn(body['safety_identifier']),
      contentText(items[lastUser]?.['content']),
    ],
    tools: asArray(body['tools'])
      .map(asObject)
      .filter((tool) => tool['type'] === 'function')
      .map((tool) => ({ name: asString(tool['name']) ?? '', schema: schemaOf(tool['parameters']) })),
    toolChoice: readToolChoice(body['tool_choice']),
    toolResultSeen: lastResult > lastUser,
    embeds: false,
    cacheControl: mentions(input, 'prompt_cache_breakpoint'),
    body,
    ...(format['type'] === 'json_schema' ? { answerSchema: asObject(format['schema']) } : {}),
    ...(format['type'] === 'json_object' ? { answerSchema: { type: 'object' } } : {}),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(maximum === undefined ? {} : { maxOutputTokens: maximum }),
  }
}

function readToolChoice(value: Json | undefined): ToolChoice {
  if (value === 'none' || value === 'required') return value
  const name = asString(asObject(value)['name'])
  return name === undefined ? 'auto' : { name }
}

function usage(figures: Figures): Json {
  return {
    input_tokens: figures.inputTokens,
    input_tokens_details: {
      cache_write_tokens: figures.cacheWriteTokens,
      cached_tokens: figures.cacheReadTokens,
    },
    output_tokens: figures.outputTokens,
    output_tokens_details: { reasoning_tokens: figures.reasoningTokens },
    total_tokens: figures.inputTokens + figures.outputTokens,
  }
}

type Status = 'in_progress' | 'completed'

function envelope(reply: Reply, status: Status): JsonObject {
  const { body } = reply.ask
  const done = status === 'completed'
  return {
    id: reply.id,
    object: 'response',
    created_at: seconds(reply.created),
    status,
    background: false,
    completed_at: done ? seconds(reply.created) : null,
    error: null,
    incomplete_details: null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: null,
    model: reply.model,
    output: done ? outputItems(reply, status) : [],
    parallel_tool_calls: true,
    previous_response_id: body['previous_response_id'] ?? null,
    reasoning: { effort: null, summary: null },
    safety_identifier: body['safety_identifier'] ?? null,
    service_tier: done ? reply.serviceTier : 'auto',
    store: body['store'] ?? true,
    temperature: body['temperature'] ?? 1,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_p: body['top_p'] ?? 1,
    truncation: 'disabled',
    usage: done && reply.sendUsage ? usage(reply.figures) : null,
    user: body['user'] ?? null,
    metadata: body['metadata'] ?? {},
  }
}

/** Item ids follow from the response id, so that every event of a stream names the same ones. */
function itemId(reply: Reply, prefix: string): string {
  return prefix + reply.id.slice('resp_'.length)
}

function outputItems(reply: Reply, status: Status): readonly Json[] {
  return [...(reply.figures.reasoningTokens > 0 ? [reasoningItem(reply)] : []), mainItem(reply, status)]
}

function reasoningItem(reply: Reply): JsonObject {
  return { id: itemId(reply, 'rs_'), type: 'reasoning', summary: [] }
}

function mainItem(reply: Reply, status: Status): JsonObject {
  const { content } = reply
  const done = status === 'completed'
  if (content.kind === 'text') {
    const parts = done ? [textPart(content.text)] : []
    return { id: itemId(reply, 'msg_'), type: 'message', status, content: parts, role: 'assistant' }
  }
  return {
    id: itemId(reply, 'fc_'),
    type: 'function_call',
    status,
    arguments: done ? content.argumentsJson : '',
    call_id: content.callId,
    name: content.name,
  }
}

function textPart(text: string): JsonObject {
  return { type: 'output_text', annotations: [], logprobs: [], text }
}

function frames(reply: Reply): readonly string[] {
  const { content } = reply
  let sequence = 0
  const event = (type: string, data: JsonObject): string =>
    eventFrame(type, { type, ...data, sequence_number: sequence++ })
  const reasons = reply.figures.reasoningTokens > 0
  const place = {
    output_index: reasons ? 1 : 0,
    item_id: itemId(reply, content.kind === 'text' ? 'msg_' : 'fc_'),
  }
  const inPart = { ...place, content_index: 0 }
  const opening = [
    event('response.created', { response: envelope(reply, 'in_progress') }),
    event('response.in_progress', { response: envelope(reply, 'in_progress') }),
    ...(reasons
      ? [
          event('response.output_item.added', { output_index: 0, item: reasoningItem(reply) }),
          event('response.output_item.done', { output_index: 0, item: reasoningItem(reply) }),
        ]
      : []),
    event('response.output_item.added', {
      output_index: place.output_index,
      item: mainItem(reply, 'in_progress'),
    }),
  ].join('')
  const body =
    content.kind === 'text'
      ? [
          event('response.content_part.added', { ...inPart, part: textPart('') }),
          ...pieces(content.text, reply.chunks).map((delta) =>
            event('response.output_text.delta', { ...inPart, delta, logprobs: [] }),
          ),
        ]
      : pieces(content.argumentsJson, reply.chunks).map((delta) =>
          event('response.function_call_arguments.delta', { ...place, delta }),
        )
  const closing =
    content.kind === 'text'
      ? [
          event('response.output_text.done', { ...inPart, text: content.text, logprobs: [] }),
          event('response.content_part.done', { ...inPart, part: textPart(content.text) }),
        ]
      : [event('response.function_call_arguments.done', { ...place, arguments: content.argumentsJson })]
  const end = [
    ...closing,
    event('response.output_item.done', {
      output_index: place.output_index,
      item: mainItem(reply, 'completed'),
    }),
    event('response.completed', { response: envelope(reply, 'completed') }),
  ].join('')
  return [opening, ...body, end]
}
