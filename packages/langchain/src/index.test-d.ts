import type { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import { AzureOpenAIEmbeddings, ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { ChatAnthropic } from '@langchain/anthropic'
import type { Meter } from '@tokentoll/core'
import { expectTypeOf, it } from 'vitest'
import {
  createDowngradableModel,
  instrumentLangChain,
  meterEmbeddings,
  tapFetch,
  TokentollCallbackHandler,
} from './index.ts'

declare const meter: Meter

it('fits where LangChain and the provider clients take it', () => {
  const tap = tapFetch()
  const handler = new TokentollCallbackHandler({ meter, tap })
  expectTypeOf(handler).toExtend<BaseCallbackHandler>()
  expectTypeOf(tap).toExtend<typeof globalThis.fetch>()
  expectTypeOf(
    new ChatOpenAI({ callbacks: [handler], configuration: { fetch: tap } }),
  ).toEqualTypeOf<ChatOpenAI>()
  expectTypeOf(new ChatAnthropic({ clientOptions: { fetch: tap } })).toEqualTypeOf<ChatAnthropic>()
})

it('keeps the type of what it wraps', () => {
  const handler = new TokentollCallbackHandler({ meter })
  expectTypeOf(
    createDowngradableModel({ handler, model: 'a', create: (model) => new ChatOpenAI({ model }) }),
  ).toEqualTypeOf<ChatOpenAI>()
  expectTypeOf(meterEmbeddings(new OpenAIEmbeddings(), { meter })).toEqualTypeOf<OpenAIEmbeddings>()
})

it('gives a function back that takes it off again', () => {
  const remove = instrumentLangChain({ meter, embeddings: [OpenAIEmbeddings, AzureOpenAIEmbeddings] })
  expectTypeOf(remove).toBeCallableWith()
  expectTypeOf(remove.handler).toEqualTypeOf<TokentollCallbackHandler>()
})
