import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import { AzureOpenAIEmbeddings, OpenAIEmbeddings } from '@langchain/openai'
import { GoogleGenerativeAIEmbeddings } from '@langchain/google-genai'
import { parseUsdToPico } from '@tokentoll/core'
import { describe, expect, it } from 'vitest'
import { instrumentLangChain } from '../instrument/instrument-langchain.ts'
import { startWorld } from '../testing/world.ts'
import { meterEmbeddings } from './meter-embeddings.ts'

describe('meterEmbeddings', () => {
  it("books OpenAI's own numbers", async () => {
    await using world = await startWorld()
    const configuration = { baseURL: world.provider.openaiUrl }
    const embeddings = meterEmbeddings(
      new OpenAIEmbeddings({ model: 'text-embedding-3-small', apiKey: 'loopback', configuration }),
      { meter: world.meter, attribution: { task: 'indexing' } },
    )
    const vectors = await embeddings.embedDocuments(['One sentence.', 'Another one.'])
    expect(vectors).toHaveLength(2)
    const [call] = world.provider.book.calls
    expect(world.record()).toMatchObject({
      operation: 'embeddings',
      model: call!.model,
      attribution: { task: 'indexing' },
      usage: { inputTokens: call!.usage!.inputTokens, outputTokens: 0 },
      usageConfidence: 'exact',
      cost: { totalPicoUsd: Number(parseUsdToPico(call!.costUsd!)) },
    })
  })

  it('books once where the class is patched, too', async () => {
    await using world = await startWorld()
    const remove = instrumentLangChain({
      meter: world.meter,
      embeddings: [OpenAIEmbeddings, AzureOpenAIEmbeddings],
    })
    const configuration = { baseURL: world.provider.openaiUrl }
    const plain = new OpenAIEmbeddings({ apiKey: 'loopback', configuration })
    await meterEmbeddings(plain, { meter: world.meter }).embedQuery('Hello')
    expect(world.records).toHaveLength(1)
    await plain.embedQuery('Hello')
    remove()
    expect(world.records).toHaveLength(2)
    await plain.embedQuery('Hello')
    expect(world.records).toHaveLength(2)
  })

  it('books once where it is called twice, or the class is patched twice', async () => {
    await using world = await startWorld()
    const { meter } = world
    const configuration = { baseURL: world.provider.openaiUrl }
    const plain = new OpenAIEmbeddings({ apiKey: 'loopback', configuration })
    const once = meterEmbeddings(plain, { meter })
    expect(meterEmbeddings(once, { meter })).toBe(once)
    const removes = [1, 2].map(() => instrumentLangChain({ meter, embeddings: [OpenAIEmbeddings] }))
    await plain.embedQuery('Hello')
    for (const remove of removes) remove()
    expect(world.records).toHaveLength(1)
  })

  it('refuses a class that cannot be instrumented, and patches nothing then', () => {
    const query = Reflect.get(OpenAIEmbeddings.prototype, 'embeddingWithRetry')
    const embeddings = [OpenAIEmbeddings, GoogleGenerativeAIEmbeddings]
    expect(() => instrumentLangChain({ embeddings })).toThrow(/meterEmbeddings/)
    expect(Reflect.get(OpenAIEmbeddings.prototype, 'embeddingWithRetry')).toBe(query)
  })

  it.each([
    [
      'Cohere',
      { texts: ['x'.repeat(20_000)], inputType: 'search_query' },
      { meta: { billedUnits: { inputTokens: 77 } } },
      77,
    ],
    ['Cohere without usage', { texts: ['x'.repeat(20_000)], inputType: 'search_query' }, {}, 5000],
    ['Mistral', 'x'.repeat(20_000), { usage: { promptTokens: 88, totalTokens: 88 } }, 88],
    ['Mistral without usage', ['x'.repeat(12_000), 'x'.repeat(8000)], {}, 5000],
    ['an image', { image: new Uint8Array(9) }, {}, undefined],
  ])('reads requests and answers of other shapes: %s', async (_, request, answer, inputTokens) => {
    await using world = await startWorld()
    const other = {
      model: 'embed-1',
      embeddingWithRetry: async (_request: unknown) => answer,
      embedQuery: async () => [1],
      embedDocuments: async () => [[1]],
    }
    await meterEmbeddings(other, { meter: world.meter, provider: 'other' }).embeddingWithRetry(request)
    expect(world.record().usage.inputTokens).toBe(inputTokens)
    const isExact = inputTokens === 77 || inputTokens === 88
    expect(world.record().usageConfidence).toBe(
      inputTokens === undefined ? 'missing' : isExact ? 'exact' : 'estimated',
    )
  })

  it('estimates where the class hides usage, and says so', async () => {
    await using world = await startWorld()
    const embeddings = meterEmbeddings(
      new GoogleGenerativeAIEmbeddings({
        model: 'gemini-embedding-001',
        apiKey: 'loopback',
        baseUrl: world.provider.googleUrl,
      }),
      { meter: world.meter },
    )
    await embeddings.embedDocuments(['x'.repeat(400), 'y'.repeat(40)])
    expect(world.record()).toMatchObject({
      provider: 'google',
      model: 'gemini-embedding-001',
      usage: { inputTokens: 110, outputTokens: 0 },
      usageSource: 'estimate',
      cost: { isEstimated: true },
    })
  })

  it('passes errors on and books them without cost', async () => {
    await using world = await startWorld()
    const failing: EmbeddingsInterface = {
      embedQuery: () => Promise.reject(Object.assign(new Error('no'), { status: 500 })),
      embedDocuments: async () => [],
    }
    const embeddings = meterEmbeddings(failing, {
      meter: world.meter,
      provider: 'voyageai',
      model: 'voyage-3',
    })
    await expect(embeddings.embedQuery('Hello')).rejects.toThrow('no')
    expect(world.record()).toMatchObject({
      outcome: 'error',
      provider: expect.stringContaining('voyage'),
      model: 'voyage-3',
      error: { status: 500 },
      cost: { totalPicoUsd: 0 },
    })
  })

  it('leaves the instance that it is given as it is', async () => {
    await using world = await startWorld()
    const plain = new OpenAIEmbeddings({ apiKey: 'loopback' })
    const before = Object.keys(plain)
    const metered = meterEmbeddings(plain, { meter: world.meter })
    expect(metered).toBeInstanceOf(OpenAIEmbeddings)
    expect(Object.keys(plain)).toEqual(before)
  })
})
