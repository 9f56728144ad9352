import { asArray, asNumber, asObject, asString, stringsIn, type JsonObject } from '../json.ts'
import type { Figures, Json } from '../types.ts'
import { refuseAsOpenai } from './openai-errors.ts'
import { contentText, dataFrame, mentions, pieces, schemaOf, seconds } from './shared.ts'
import type { Ask, RawCall, Reply, ToolChoice, WireFormat } from './wire-format.ts'

/**
 * OpenAI Chat Completions.
 * Field names from https://platform.openai.com/docs/api-reference/chat and payloads recorded in vercel/ai.
 */
export const openaiChat: WireFormat = {
  provider: 'openai',
  api: 'chat',
  idPrefix: 'chatcmpl-',
  matches: (path) => path.endsWith('/chat/completions'),
  read,
  usage,
  whole,
  frames,
  refuse: refuseAsOpenai,
}

function read({ body }: RawCall): Ask {
  const messages = asArray(body['messages']).map(asObject)
  const roles = messages.map((message) => asString(message['role']))
  const lastUser = roles.lastIndexOf('user')
  const format = asObject(body['response_format'])
  const schema = asObject(asObject(format['json_schema'])['schema'])
  const maximum = asNumber(body['max_completion_tokens']) ?? asNumber(body['max_tokens'])
  const tier = asString(body['service_tier'])
  const stream = body['stream'] === true
  return {
    api: 'chat',
    model: asString(body['model']) ?? '',
    stream,
    wantsUsage: !stream || asObject(body['stream_options'])['include_usage'] === true,
    promptCharacters: messages.reduce((sum, message) => sum + contentText(message['content']).length, 0),
    directiveTexts: [
      ...stringsIn(body['metadata']),
      ...stringsIn(body['user']),
      ...stringsIn(body['safety_identifier']),
      contentText(messages[lastUser]?.['content']),
    ],
    tools: asArray(body['tools'])
      .map((tool) => asObject(asObject(tool)['function']))
      .map((tool) => ({
        name: asString(tool['name']) ?? '',
        schema: schemaOf(tool['parameters']),
      })),
    toolChoice: readToolChoice(body['tool_choice']),
    toolResultSeen: roles.lastIndexOf('tool') > lastUser,
    embeds: false,
    cacheControl: mentions(body['messages'], 'prompt_cache_breakpoint'),
    body,
    ...(format['type'] === 'json_schema' ? { answerSchema: schema } : {}),
    ...(format['type'] === 'json_object' ? { answerSchema: { type: 'object' } } : {}),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(maximum === undefined ? {} : { maxOutputTokens: maximum }),
  }
}

function readToolChoice(value: Json | undefined): ToolChoice {
  if (value === 'none' || value === 'required') return value
  const name = asString(asObject(asObject(value)['function'])['name'])
  return name === undefined ? 'auto' : { name }
}

function usage(figures: Figures): Json {
  return {
    prompt_tokens: figures.inputTokens,
    completion_tokens: figures.outputTokens,
    total_tokens: figures.inputTokens + figures.outputTokens,
    prompt_tokens_details: {
      cached_tokens: figures.cacheReadTokens,
      audio_tokens: 0,
      ...(figures.cacheWriteTokens > 0 ? { cache_write_tokens: figures.cacheWriteTokens } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: figures.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

function whole(reply: Reply): Json {
  const { content } = reply
  return {
    id: reply.id,
    object: 'chat.completion',
    created: seconds(reply.created),
    model: reply.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content.kind === 'text' ? content.text : null,
          ...(content.kind === 'call'
            ? {
                tool_calls: [
                  {
                    id: content.callId,
                    type: 'function',
                    function: { name: content.name, arguments: content.argumentsJson },
                  },
                ],
              }
            : {}),
          refusal: null,
          annotations: [],
        },
        logprobs: null,
        finish_reason: content.kind === 'text' ? 'stop' : 'tool_calls',
      },
    ],
    ...(reply.sendUsage ? { usage: usage(reply.figures) } : {}),
    service_tier: reply.serviceTier,
    system_fingerprint: fingerprint(reply),
  }
}

function frames(reply: Reply): readonly string[] {
  const { content } = reply
  const base = {
    id: reply.id,
    object: 'chat.completion.chunk',
    created: seconds(reply.created),
    model: reply.model,
    service_tier: reply.serviceTier,
    system_fingerprint: fingerprint(reply),
  }
  // `usage` is null in every chunk but the last, and only when the request asked for usage.
  const none = reply.sendUsage ? { usage: null } : {}
  const chunk = (delta: JsonObject, finish: string | null = null): string =>
    dataFrame({
      ...base,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...none,
    })
  const parts =
    content.kind === 'text'
      ? [
          chunk({ role: 'assistant', content: '', refusal: null }),
          ...pieces(content.text, reply.chunks).map((text) => chunk({ content: text })),
        ]
      : [
          chunk({
            role: 'assistant',
            content: null,
            tool_calls: [openCall(content.callId, content.name)],
          }),
          ...pieces(content.argumentsJson, reply.chunks).map((text) =>
            chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] }),
          ),
        ]
  const end =
    chunk({}, content.kind === 'text' ? 'stop' : 'tool_calls') +
    (reply.sendUsage ? dataFrame({ ...base, choices: [], usage: usage(reply.figures) }) : '') +
    'data: [DONE]\n\n'
  return [...parts, end]
}

function openCall(id: string, name: string): Json {
  return { index: 0, id, type: 'function', function: { name, arguments: '' } }
}

function fingerprint(reply: Reply): string {
  return `fp_${reply.draw.key.slice(0, 10)}`
}
