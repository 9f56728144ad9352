import { AzureChatOpenAI, AzureOpenAIEmbeddings } from '@langchain/openai'
import type { SpendGate, SpendRequest } from '@tokentoll/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { meterEmbeddings } from '../embeddings/meter-embeddings.ts'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { startWorld } from '../testing/world.ts'
import { tapFetch } from '../wire/tap-fetch.ts'

// A user of Azure names a deployment and no model; the answer tells which model it runs.
const azure = (fetch: () => Promise<Response>) => ({
  azureOpenAIApiKey: 'x',
  azureOpenAIApiVersion: '2024-10-21',
  azureOpenAIApiInstanceName: 'our-instance',
  azureOpenAIApiDeploymentName: 'our-deployment',
  maxRetries: 0,
  configuration: { fetch },
})
const answering = (answer: object) => azure(async () => Response.json(answer))
const failing = azure(async () => Response.json({ error: { message: 'Busy' } }, { status: 503 }))
const chatAnswer = (model = 'gpt-4.1-mini-2025-04-14') => ({
  id: `chatcmpl-${crypto.randomUUID()}`,
  object: 'chat.completion',
  created: 1,
  model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Yes.', refusal: null },
      finish_reason: 'stop',
      content_filter_results: { hate: { filtered: false, severity: 'safe' } },
    },
  ],
  prompt_filter_results: [
    { prompt_index: 0, content_filter_results: { hate: { filtered: false, severity: 'safe' } } },
  ],
  usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
})

it('prices a call of an Azure deployment by the model that the answer names', async () => {
  await using world = await startWorld()
  const callbacks = [new TokentollCallbackHandler({ meter: world.meter })]
  await new AzureChatOpenAI(answering(chatAnswer())).invoke('Hello', { callbacks })
  // 1,000 * $0.40 and 100 * $1.60 per million.
  expect(world.record()).toMatchObject({
    provider: 'azure',
    model: 'gpt-4.1-mini-2025-04-14',
    cost: { totalPicoUsd: 560_000_000, isEstimated: false },
  })
})

it('prices embeddings of an Azure deployment in the same way', async () => {
  await using world = await startWorld()
  const answer = {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
    model: 'text-embedding-3-large',
    usage: { prompt_tokens: 1000, total_tokens: 1000 },
  }
  const embeddings = meterEmbeddings(new AzureOpenAIEmbeddings(answering(answer)), { meter: world.meter })
  await embeddings.embedQuery('Hello')
  // 1,000 * $0.13 per million.
  expect(world.record()).toMatchObject({
    provider: 'azure',
    model: 'text-embedding-3-large',
    cost: { totalPicoUsd: 130_000_000, isEstimated: false },
  })
})

describe('a deployment whose model was not named', () => {
  const asked: SpendRequest[] = []
  const gate: SpendGate = {
    reserve: async (request) => {
      asked.push(request)
      return { id: request.id, heldPicoUsd: request.estimatedPicoUsd ?? 0 }
    },
    settle: async () => {},
    release: async () => {},
  }
  beforeEach(() => void asked.splice(0))

  it('is held as unknown until it has answered once, then as the model that answered', async () => {
    await using world = await startWorld({ meter: { gate } })
    // A handler for each request: what was learned is not the handler's.
    const call = (options: object) =>
      new AzureChatOpenAI(options).invoke('Hello', {
        callbacks: [new TokentollCallbackHandler({ meter: world.meter })],
      })
    await call(answering(chatAnswer()))
    await call(answering(chatAnswer()))
    await call({ ...answering(chatAnswer()), azureOpenAIApiDeploymentName: 'another' })
    await call({ ...answering(chatAnswer()), model: 'gpt-3.5-turbo' })
    expect(asked.map(({ model }) => model)).toEqual([
      'unknown',
      'gpt-4.1-mini-2025-04-14',
      'unknown',
      'gpt-3.5-turbo',
    ])
    expect(asked.map(({ estimatedPicoUsd }) => estimatedPicoUsd !== undefined)).toEqual([
      false,
      true,
      false,
      true,
    ])
  })

  it('is known with bound tools, too, unless two models answer there', async () => {
    await using world = await startWorld({ meter: { gate } })
    const callbacks = [new TokentollCallbackHandler({ meter: world.meter })]
    const call = (model: string) =>
      new AzureChatOpenAI(answering(chatAnswer(model)))
        .withConfig({ stop: ['x'] })
        .invoke('Hello', { callbacks })
    for (const model of ['gpt-4.1-mini', 'gpt-4.1-mini', 'gpt-4.1', 'gpt-4.1']) await call(model)
    expect(asked.map(({ model }) => model)).toEqual(['unknown', 'gpt-4.1-mini', 'gpt-4.1-mini', 'unknown'])
    expect(world.records.map(({ cost }) => cost.isEstimated)).toEqual([false, false, false, false])
  })

  it('is not booked under another name when its call fails, or its stream is aborted or broken off', async () => {
    await using world = await startWorld()
    const streaming = azure(async () => new Response(endless(), { headers: eventStream }))
    const broken = async (): Promise<void> => {
      const handler = new TokentollCallbackHandler({ meter: world.meter })
      const callbacks = [handler]
      await new AzureChatOpenAI(failing).invoke('Hello', { callbacks }).catch(() => {})
      const abort = new AbortController()
      const aborted = await new AzureChatOpenAI(streaming).stream('Hello', {
        callbacks,
        signal: abort.signal,
      })
      const read = async (): Promise<void> => {
        for await (const _ of aborted) abort.abort()
      }
      await read().catch(() => {})
      for await (const _ of await new AzureChatOpenAI(streaming).stream('Hello', { callbacks })) break
      await handler.close()
    }
    await broken()
    const lost = new TokentollCallbackHandler({ meter: world.meter })
    for await (const _ of await new AzureChatOpenAI(streaming).stream('Hello', { callbacks: [lost] })) break
    await new AzureChatOpenAI(answering(chatAnswer())).invoke('Hello', {
      callbacks: [new TokentollCallbackHandler({ meter: world.meter })],
    })
    await lost.close()
    await broken()
    const answered = 'gpt-4.1-mini-2025-04-14'
    expect(world.records.map(({ outcome, model, cost }) => [outcome, model, cost.status])).toEqual([
      ['error', 'unknown', 'unpriced'],
      ['aborted', 'unknown', 'unpriced'],
      ['abandoned', 'unknown', 'unpriced'],
      ['success', answered, 'priced'],
      // Started before the answer, given up after it.
      ['abandoned', answered, 'estimated'],
      ['error', answered, 'priced'],
      ['aborted', answered, 'estimated'],
      ['abandoned', answered, 'estimated'],
    ])
  })

  it('finds the request of its run on the tapped wire', async () => {
    await using world = await startWorld()
    const tap = tapFetch({ fetch: async () => new Response(endless(), { headers: eventStream }) })
    const handler = new TokentollCallbackHandler({ meter: world.meter, tap })
    const model = new AzureChatOpenAI({ ...failing, configuration: { fetch: tap } })
    for await (const _ of await model.stream('Hello', { callbacks: [handler] })) break
    await handler.close()
    expect(world.record()).toMatchObject({
      outcome: 'abandoned',
      model: 'gpt-4.1-mini-2025-04-14',
      responseId: 'chatcmpl-of-an-endless-stream',
    })
  })
})

const eventStream = { 'content-type': 'text/event-stream' }

// Azure's streams begin with an event about its filters, which names no model.
function endless(): ReadableStream<Uint8Array> {
  const choices = [{ index: 0, delta: { role: 'assistant', content: 'word ' } }]
  const chunk = { id: 'chatcmpl-of-an-endless-stream', model: 'gpt-4.1-mini-2025-04-14', choices }
  const events = [{ id: '', model: '', choices: [], prompt_filter_results: [] }, chunk]
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(events.shift() ?? chunk)}\n\n`))
    },
  })
}
