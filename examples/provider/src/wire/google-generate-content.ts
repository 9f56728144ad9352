import { asArray, asNumber, asObject, asString, isObject, parseJson, type JsonObject } from '../json.ts'
import type { Figures, Json } from '../types.ts'
import { refuseAsGoogle } from './google-errors.ts'
import { contentText, dataFrame, pieces, schemaOf } from './shared.ts'
import type { Ask, RawCall, Reply, ToolChoice, WireFormat } from './wire-format.ts'

const route = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/

/**
 * Gemini generateContent and streamGenerateContent.
 * Field names from https://ai.google.dev/api/generate-content and payloads recorded in vercel/ai.
 */
export const googleGenerateContent: WireFormat = {
  provider: 'google',
  api: 'generateContent',
  idPrefix: '',
  matches: (path) => route.test(path),
  read,
  usage,
  whole: (reply) => chunk(reply, [part(reply)], reply.figures, true),
  frames,
  refuse: refuseAsGoogle,
}

function read({ body, path }: RawCall): Ask {
  const [, model = '', method] = route.exec(path) ?? []
  const contents = asArray(body['contents']).map(asObject)
  const said = contents.map((content) =>
    content['role'] === 'model' ? '' : contentText(content['parts']).trim(),
  )
  const lastSaid = said.findLastIndex((text) => text !== '')
  const lastResult = contents.findLastIndex((content) =>
    asArray(content['parts']).some((one) => isObject(asObject(one)['functionResponse'])),
  )
  const settings = asObject(body['generationConfig'])
  const schema = settings['responseJsonSchema'] ?? settings['responseSchema']
  const maximum = asNumber(settings['maxOutputTokens'])
  return {
    api: 'generateContent',
    model: decodeURIComponent(model),
    stream: method === 'streamGenerateContent',
    wantsUsage: true,
    promptCharacters:
      contentText(asObject(body['systemInstruction'])['parts']).length +
      contents.reduce((sum, content) => sum + contentText(content['parts']).length, 0),
    directiveTexts: [said[lastSaid] ?? ''],
    tools: asArray(body['tools'])
      .flatMap((tool) => asArray(asObject(tool)['functionDeclarations']))
      .map(asObject)
      .map((tool) => ({
        name: asString(tool['name']) ?? '',
        schema: schemaOf(tool['parametersJsonSchema'] ?? tool['parameters']),
      })),
    toolChoice: readToolChoice(asObject(asObject(body['toolConfig'])['functionCallingConfig'])),
    toolResultSeen: lastResult >= 0 && lastResult >= lastSaid,
    embeds: false,
    cacheControl: false,
    body,
    ...(isObject(schema) ? { answerSchema: schema } : {}),
    ...(schema === undefined && settings['responseMimeType'] === 'application/json'
      ? { answerSchema: { type: 'object' } }
      : {}),
    ...(maximum === undefined ? {} : { maxOutputTokens: maximum }),
  }
}

function readToolChoice(config: JsonObject): ToolChoice {
  if (config['mode'] === 'NONE') return 'none'
  if (config['mode'] !== 'ANY') return 'auto'
  const names = asArray(config['allowedFunctionNames'])
  const only = names.length === 1 ? asString(names[0]) : undefined
  return only === undefined ? 'required' : { name: only }
}

/** Counts that are 0 are left out, as protobuf's JSON form does; `candidates` leaves out the thoughts. */
function usage(figures: Figures, serviceTier: string): Json {
  const visible = figures.outputTokens - figures.reasoningTokens
  const text = (tokenCount: number): Json => [{ modality: 'TEXT', tokenCount }]
  return {
    promptTokenCount: figures.inputTokens,
    ...(visible > 0 ? { candidatesTokenCount: visible } : {}),
    totalTokenCount: figures.inputTokens + figures.outputTokens,
    ...(figures.cacheReadTokens > 0 ? { cachedContentTokenCount: figures.cacheReadTokens } : {}),
    promptTokensDetails: text(figures.inputTokens),
    ...(figures.cacheReadTokens > 0 ? { cacheTokensDetails: text(figures.cacheReadTokens) } : {}),
    ...(figures.reasoningTokens > 0 ? { thoughtsTokenCount: figures.reasoningTokens } : {}),
    serviceTier,
  }
}

function chunk(reply: Reply, parts: readonly Json[], figures: Figures, last: boolean): Json {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...(last ? { finishReason: 'STOP' } : {}), index: 0 }],
    ...(reply.sendUsage ? { usageMetadata: usage(figures, reply.serviceTier) } : {}),
    modelVersion: reply.model,
    responseId: reply.id,
  }
}

function part({ content }: Reply): JsonObject {
  return content.kind === 'text'
    ? { text: content.text }
    : { functionCall: { name: content.name, args: parseJson(content.argumentsJson) ?? {} } }
}

/** Every chunk carries the usage so far: the whole prompt and thoughts, the candidates growing. */
function frames(reply: Reply): readonly string[] {
  const { content, figures } = reply
  const visible = figures.outputTokens - figures.reasoningTokens
  const parts =
    content.kind === 'text' ? pieces(content.text, reply.chunks).map((text) => ({ text })) : [part(reply)]
  const grown = (share: number): Figures => ({
    ...figures,
    outputTokens: figures.reasoningTokens + Math.floor(visible * share),
  })
  return [
    ...parts.map((one, at) => dataFrame(chunk(reply, [one], grown((at + 1) / (parts.length + 1)), false))),
    dataFrame(chunk(reply, [{ text: '' }], figures, true)),
  ]
}
