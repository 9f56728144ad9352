import { describe, expect, it } from 'vitest'
import { createSavings } from './savings.ts'
import { readEnd, type EndContext } from './read-end.ts'

const context = (provider: string, rest: Partial<EndContext> = {}): EndContext => ({
  provider,
  savings: createSavings(),
  wire: undefined,
  ...rest,
})
const output = (message: object, llmOutput: object = {}) => ({
  generations: [[{ text: '', message }]],
  llmOutput,
})
const streamed = { concat: () => {} }

describe('the best source wins', () => {
  const usageMetadata = { input_tokens: 10, output_tokens: 5, total_tokens: 15 }

  it('raw usage before usage_metadata, before the totals of legacy classes', () => {
    const raw = { usage: { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 } }
    const llmOutput = { tokenUsage: { promptTokens: 8, completionTokens: 4 } }
    const message = { usage_metadata: usageMetadata, response_metadata: raw }
    const end = (answer: object) => readEnd(answer, undefined, context('openai'))
    expect(end(output(message, llmOutput))).toMatchObject({
      usageSource: 'raw_usage',
      usage: { inputTokens: 12 },
    })
    expect(end(output({ usage_metadata: usageMetadata }, llmOutput))).toMatchObject({
      usageSource: 'usage_metadata',
      usage: { inputTokens: 10 },
    })
    expect(end(output({}, llmOutput))).toMatchObject({
      usageSource: 'token_usage',
      usage: { inputTokens: 8 },
    })
    expect(end(output({})).usage).toBeUndefined()
  })

  it("never LangChain's own estimate", () => {
    const llmOutput = { estimatedTokenUsage: { promptTokens: 8, completionTokens: 5, totalTokens: 13 } }
    expect(readEnd(output({}, llmOutput), undefined, context('openai')).usage).toBeUndefined()
  })
})

describe('known defects are undone', () => {
  it('usage that several chunks carried and LangChain added up', () => {
    const message = {
      ...streamed,
      usage_metadata: { input_tokens: 100, output_tokens: 20, total_tokens: 120 },
      response_metadata: {
        usage: { prompt_tokens: 300, completion_tokens: 60, prompt_tokens_details: { cached_tokens: 240 } },
      },
    }
    expect(readEnd(output(message), undefined, context('openai'))).toMatchObject({
      usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 80 },
      usageConfidence: 'repaired',
    })
  })

  it('usage that grew from chunk to chunk and was added up', () => {
    const message = {
      ...streamed,
      usage_metadata: { input_tokens: 100, output_tokens: 20, total_tokens: 120 },
      response_metadata: { usage: { prompt_tokens: 300, completion_tokens: 33 } },
    }
    expect(readEnd(output(message), undefined, context('openai'))).toMatchObject({
      usage: { inputTokens: 100, outputTokens: 20 },
      usageSource: 'usage_metadata',
    })
  })

  it("Anthropic's input without the cache, as it was before 1.2.2", () => {
    const usage = {
      input_tokens: 21,
      output_tokens: 301,
      input_token_details: { cache_read: 5000, cache_creation: 3000 },
    }
    const trace = {
      firstUsage: { ...usage, output_tokens: 1 },
      chunks: 1,
      items: [],
      missed: false,
      offered: undefined,
      isEventStream: false,
    }
    expect(
      readEnd(output({ ...streamed, usage_metadata: usage }), undefined, context('anthropic', { trace })),
    ).toMatchObject({
      usage: { inputTokens: 8021, outputTokens: 300, cacheReadTokens: 5000, cacheWriteTokens: 3000 },
      usageConfidence: 'repaired',
      flags: ['cache_write_ttl_unknown'],
    })
  })

  it("Anthropic's input that may or may not hold the cache is marked as estimated", () => {
    const usage = { input_tokens: 9000, output_tokens: 10, input_token_details: { cache_read: 500 } }
    const end = (versions?: EndContext['versions']) =>
      readEnd(output({ ...streamed, usage_metadata: usage }), undefined, context('anthropic', { versions }))
    expect(end().usageConfidence).toBe('estimated')
    expect(end({ '@langchain/anthropic': '1.5.11' }).usageConfidence).toBe('exact')
  })

  it("Anthropic's input of a version that is known to leave the cache out, however much of it was fresh", () => {
    const usage = { input_tokens: 9000, output_tokens: 10, input_token_details: { cache_read: 5000 } }
    const message = output({ ...streamed, usage_metadata: usage })
    const old = context('anthropic', { isBeforeInclusiveCache: () => true })
    expect(readEnd(message, undefined, old)).toMatchObject({
      usage: { inputTokens: 14_000, cacheReadTokens: 5000 },
      usageConfidence: 'repaired',
    })
    const named = { ...old, versions: { '@langchain/anthropic': '1.5.11' } }
    expect(readEnd(message, undefined, named).usage).toMatchObject({ inputTokens: 9000 })
  })

  it.each([
    ['zeros of LangChain, nothing from the provider', {}],
    ['zeros of LangChain beside an object that it cannot read', { foo: 1 }],
  ])('%s: unknown, and not free of charge', (_, usage) => {
    const zeros = { input_tokens: 0, output_tokens: 0, total_tokens: 0 }
    const message = { ...streamed, usage_metadata: zeros, response_metadata: { usage } }
    const tokenUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 }
    const end = readEnd(output(message, { tokenUsage }), undefined, context('openai'))
    expect(end.usage?.inputTokens).toBeUndefined()
    expect(end.usageConfidence).toBe('missing')
  })

  it("the provider's usage beside zeros of LangChain, which could not read it", () => {
    const message = {
      ...streamed,
      usage_metadata: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
      response_metadata: { usage: { input_tokens: 100, output_tokens: 10, total_tokens: 110 } },
    }
    expect(readEnd(output(message), undefined, context('openai'))).toMatchObject({
      usage: { inputTokens: 100, outputTokens: 10 },
      usageSource: 'raw_usage',
    })
  })

  it("counts that may hide cached tokens are marked as estimated: Gemini's of old classes, a server's of its own", () => {
    const usage = { input_tokens: 2000, output_tokens: 10, total_tokens: 2010 }
    const google = (count: number, versions?: EndContext['versions']) =>
      readEnd(
        output({ usage_metadata: { ...usage, input_tokens: count, total_tokens: count + 10 } }),
        undefined,
        context('google_genai', { versions }),
      ).usageConfidence
    expect(google(2000)).toBe('estimated')
    expect(google(1000)).toBe('exact')
    expect(google(2000, { '@langchain/google-genai': '2.3.2' })).toBe('exact')
    const server = (input_token_details: object) =>
      readEnd(output({ usage_metadata: { ...usage, input_token_details } }), undefined, context('acme'))
        .usageConfidence
    expect(server({ audio: undefined, cache_read: undefined })).toBe('estimated')
    expect(server({ audio: undefined, cache_read: 0 })).toBe('exact')
  })

  it('a tier that two chunks carried', () => {
    const message = { ...streamed, response_metadata: { service_tier: 'flexflex', model: 'gpt-4ogpt-4o' } }
    expect(readEnd(output(message), undefined, context('openai'))).toMatchObject({
      serviceTier: 'flex',
      model: 'gpt-4o',
    })
  })
})

describe('what is on the bill besides tokens', () => {
  it('tools that OpenAI ran are counted, those that were only declared are not', () => {
    const message = {
      usage_metadata: { input_tokens: 10, output_tokens: 5 },
      response_metadata: {
        tools: [{ type: 'web_search' }, { type: 'file_search' }],
        output: [
          { type: 'web_search_call', status: 'completed' },
          { type: 'web_search_call', status: 'completed' },
          { type: 'web_search_call', status: 'failed' },
          { type: 'message' },
        ],
      },
    }
    expect(readEnd(output(message), undefined, context('openai')).usage?.units).toEqual({ webSearch: 2 })
  })

  it('iterations of Anthropic are priced by their own model', () => {
    const usage = {
      input_tokens: 30,
      output_tokens: 7,
      cache_read_input_tokens: 0,
      iterations: [
        { type: 'message', input_tokens: 10, output_tokens: 3 },
        { type: 'advisor_message', model: 'claude-opus-4-5', input_tokens: 20, output_tokens: 4 },
      ],
    }
    const end = readEnd(output({}, { model: 'claude-sonnet-4-5', usage }), undefined, context('anthropic'))
    expect(end.parts?.map((part) => [part.model, part.usage.inputTokens])).toEqual([
      ['claude-sonnet-4-5', 10],
      ['claude-opus-4-5', 20],
    ])
    expect(end.usage).toMatchObject({ inputTokens: 30, outputTokens: 7 })
  })
})

describe("an answer's id", () => {
  it.each([
    [{ id: 'run-0199' }, undefined],
    [{ id: 'lc_run-0199' }, undefined],
    [{ id: 'chatcmpl-1' }, 'chatcmpl-1'],
    [{ id: 'msg_part', response_metadata: { id: 'resp_1' } }, 'resp_1'],
  ])('%j is %s', (message, id) => {
    expect(readEnd(output(message), undefined, context('openai')).responseId).toBe(id)
  })
})
