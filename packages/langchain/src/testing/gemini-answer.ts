import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { ChatGoogle } from '@langchain/google'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { createMeter, type CostRecord } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { instrumentLangChain } from '../instrument/instrument-langchain.ts'
import { tapFetch } from '../wire/tap-fetch.ts'
import { drain } from './drain.ts'

/** How a model is called. */
export interface GeminiCall {
  readonly type: 'ChatGoogle' | 'ChatGoogleGenerativeAI'
  readonly how: 'invoke' | 'stream' | 'streamEvents'
  readonly tapped: boolean
}

/** Every class, every way, with and without the tap. */
export const geminiCalls: readonly GeminiCall[] = (['ChatGoogle', 'ChatGoogleGenerativeAI'] as const).flatMap(
  (type) =>
    (['invoke', 'stream', 'streamEvents'] as const).flatMap((how) =>
      [false, true].map((tapped) => ({ type, how, tapped })),
    ),
)

/** What Gemini answers. */
export interface GeminiAnswer {
  readonly model: string
  readonly usageMetadata: object
  /** More fields of the candidate. */
  readonly candidate?: object
  /** Tools that the request offers. */
  readonly tools?: readonly object[]
}

/** The record of a call that got such an answer; in a stream it comes in two chunks. */
export async function recordOfGemini(call: GeminiCall, answer: GeminiAnswer): Promise<CostRecord> {
  const { model, tools } = answer
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink] })
  const stub = serve(answer)
  const tap = call.tapped ? tapFetch({ fetch: stub }) : undefined
  const options = { model, apiKey: 'x', maxRetries: 0 }
  const chat: BaseChatModel =
    call.type === 'ChatGoogle' ? new ChatGoogle(options) : new ChatGoogleGenerativeAI(options)
  const bound = tools === undefined ? chat : chat.bindTools!(tools as never)
  const fetchBefore = globalThis.fetch
  globalThis.fetch = tap ?? stub
  const remove = instrumentLangChain({ meter, ...(tap === undefined ? {} : { tap }) })
  try {
    if (call.how === 'invoke') await bound.invoke('When is high tide?')
    else if (call.how === 'stream') await drain(bound.stream('When is high tide?'))
    else await drain(bound.streamEvents('When is high tide?', { version: 'v3' } as never))
  } finally {
    remove()
    globalThis.fetch = fetchBefore
  }
  return sink.records[0]!
}

function serve({ model, usageMetadata, candidate }: GeminiAnswer): typeof globalThis.fetch {
  const chunk = (text: string) => ({
    candidates: [
      { index: 0, content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', ...candidate },
    ],
    usageMetadata,
    modelVersion: model,
    responseId: 'r-1',
  })
  const events = [chunk('Noon'), chunk('.')].map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)
  return async (input) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.includes('stream')) return Response.json(chunk('Noon.'))
    return new Response(events.join(''), { headers: { 'content-type': 'text/event-stream' } })
  }
}
