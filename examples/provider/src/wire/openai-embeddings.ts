import { asArray, asNumber, asString, stringsIn } from '../json.ts'
import type { Figures, Json } from '../types.ts'
import { refuseAsOpenai } from './openai-errors.ts'
import { sampleVector } from './sample-vector.ts'
import type { Ask, RawCall, Reply, WireFormat } from './wire-format.ts'

/** OpenAI Embeddings; field names from https://platform.openai.com/docs/api-reference/embeddings. */
export const openaiEmbeddings: WireFormat = {
  provider: 'openai',
  api: 'embeddings',
  // The wire of this endpoint has no response id; the book still needs one.
  idPrefix: 'embd-',
  matches: (path) => path.endsWith('/embeddings'),
  read,
  usage,
  whole,
  frames: () => [],
  refuse: refuseAsOpenai,
}

function read({ body }: RawCall): Ask {
  const input = body['input']
  return {
    api: 'embeddings',
    model: asString(body['model']) ?? '',
    stream: false,
    wantsUsage: true,
    // Input that is already tokens counts as four characters each.
    promptCharacters:
      stringsIn(input).join('').length + 4 * asArray(input).flat().filter(Number.isFinite).length,
    directiveTexts: [...stringsIn(body['user']), ...stringsIn(input)],
    tools: [],
    toolChoice: 'none',
    toolResultSeen: false,
    embeds: true,
    cacheControl: false,
    body,
  }
}

function usage(figures: Figures): Json {
  return { prompt_tokens: figures.inputTokens, total_tokens: figures.inputTokens }
}

function whole(reply: Reply): Json {
  const { body } = reply.ask
  const input = asArray(body['input'])
  const count = input.length > 0 && typeof input[0] !== 'number' ? input.length : 1
  const size = asNumber(body['dimensions']) ?? (reply.model === 'text-embedding-3-large' ? 3072 : 1536)
  const encode = body['encoding_format'] === 'base64' ? toBase64 : (vector: Float32Array): Json => [...vector]
  return {
    object: 'list',
    data: Array.from({ length: count }, (_, index) => ({
      object: 'embedding',
      index,
      embedding: encode(sampleVector(size, `${reply.draw.key}${index}`)),
    })),
    model: reply.model,
    ...(reply.sendUsage ? { usage: usage(reply.figures) } : {}),
  }
}

function toBase64(vector: Float32Array): Json {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}
