import { asArray, asNumber, asObject } from '../json.ts'
import type { Json } from '../types.ts'
import { refuseAsGoogle } from './google-errors.ts'
import { sampleVector } from './sample-vector.ts'
import { contentText } from './shared.ts'
import type { Ask, RawCall, Reply, WireFormat } from './wire-format.ts'

const route = /\/models\/([^/:]+):(embedContent|batchEmbedContents)$/

/** Gemini embeddings; field names from https://ai.google.dev/api/embeddings. The wire carries no usage. */
export const googleEmbedContent: WireFormat = {
  provider: 'google',
  api: 'embedContent',
  // The wire of this endpoint has no response id; the book still needs one.
  idPrefix: 'embd-',
  matches: (path) => route.test(path),
  read,
  usage: () => null,
  whole,
  frames: () => [],
  refuse: refuseAsGoogle,
}

function read({ body, path }: RawCall): Ask {
  const [, model = ''] = route.exec(path) ?? []
  const texts = requestsOf(body).map((request) => contentText(asObject(request['content'])['parts']))
  return {
    api: 'embedContent',
    model: decodeURIComponent(model),
    stream: false,
    wantsUsage: false,
    promptCharacters: texts.join('').length,
    directiveTexts: texts,
    tools: [],
    toolChoice: 'none',
    toolResultSeen: false,
    embeds: true,
    cacheControl: false,
    body,
  }
}

function requestsOf(body: RawCall['body']): readonly RawCall['body'][] {
  return body['requests'] === undefined ? [body] : asArray(body['requests']).map(asObject)
}

function whole(reply: Reply): Json {
  const { body } = reply.ask
  const embeddings = requestsOf(body).map((request, at) => ({
    values: [...sampleVector(asNumber(request['outputDimensionality']) ?? 3072, `${reply.draw.key}${at}`)],
  }))
  return body['requests'] === undefined ? { embedding: embeddings[0] ?? { values: [] } } : { embeddings }
}
