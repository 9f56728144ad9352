import { describe, expect, it } from 'vitest'
import { catalogOf } from '../__fixtures__/catalog-of.ts'
import { createPriceBook } from '../price-book.ts'
import { dateStart, versionStart } from './id-suffix.ts'

const book = createPriceBook({ clock: () => Date.UTC(2026, 10, 22) })

function resolve(provider: string, model: string): string {
  const { pricing } = book.calculate({ provider, model, usage: { inputTokens: 1, outputTokens: 1 } })
  const { provider: canonical, matchedBy, standIn, region } = pricing
  return [canonical, pricing.model, matchedBy, standIn, region].filter((part) => part !== undefined).join(' ')
}

describe('model ids', () => {
  it.each([
    ['openai', 'gpt-4o', 'openai gpt-4o exact'],
    ['openai', 'gpt-4o-2024-08-06', 'openai gpt-4o alias'],
    ['openai', 'gpt-4o-2024-05-13', 'openai gpt-4o-2024-05-13 exact'],
    ['openai', 'gpt-4o-2031-01-31', 'openai gpt-4o family'],
    ['openai', ' GPT-4o ', 'openai gpt-4o normalised'],
    ['openai', 'openai/gpt-4o-mini', 'openai gpt-4o-mini normalised'],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:acme::abc', 'openai ft:gpt-4o-mini normalised'],
    ['openai', 'ft:gpt-4.1-2025-04-14:acme', 'openai ft:gpt-4.1 normalised'],
    ['anthropic', 'claude-sonnet-4-5-20250929', 'anthropic claude-sonnet-4-5 alias'],
    ['anthropic', 'claude-sonnet-4-6-20310131', 'anthropic claude-sonnet-4-6 family'],
    ['google', 'models/gemini-2.5-pro', 'google gemini-2.5-pro normalised'],
    ['google', 'gemini-2.0-flash-001', 'google gemini-2.0-flash alias'],
    ['google', 'gemini-2.5-pro-preview-05-06', 'google gemini-2.5-pro-preview alias'],
    ['google-vertex', 'publishers/google/models/gemini-2.5-pro', 'google-vertex gemini-2.5-pro normalised'],
    ['google-vertex', 'claude-sonnet-4-5@20250929', 'google-vertex claude-sonnet-4-5 alias'],
    [
      'google-vertex',
      'publishers/anthropic/models/claude-opus-4-5@20251101',
      'google-vertex claude-opus-4-5 normalised',
    ],
    [
      'amazon-bedrock',
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'amazon-bedrock anthropic.claude-sonnet-4-5-20250929-v1:0 normalised regional',
    ],
    [
      'amazon-bedrock',
      'global.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'amazon-bedrock anthropic.claude-sonnet-4-5-20250929-v1:0 normalised',
    ],
    [
      'amazon-bedrock',
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0',
      'amazon-bedrock amazon.nova-lite-v1:0 normalised eu',
    ],
    [
      'amazon-bedrock',
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
      'amazon-bedrock amazon.nova-pro-v1:0 normalised',
    ],
    ['azure', 'azure/gpt-4o', 'azure gpt-4o normalised'],
    ['azure', 'azure/eu/gpt-4o-2024-08-06', 'azure gpt-4o normalised eu'],
    ['azure', 'gpt-35-turbo', 'azure gpt-35-turbo exact'],
    [
      'openrouter',
      'openrouter/anthropic/claude-sonnet-4.5',
      'openrouter anthropic/claude-sonnet-4.5 normalised',
    ],
    ['openrouter', 'anthropic/claude-sonnet-4.5:nitro', 'openrouter anthropic/claude-sonnet-4.5 family'],
    ['groq', 'openai/gpt-oss-120b', 'groq openai/gpt-oss-120b exact'],
    ['fireworks', 'accounts/fireworks/models/deepseek-v3p2', 'fireworks deepseek-v3p2 alias'],
    ['zhipuai', 'glm-4-air', 'zhipuai GLM-4-Air alias'],
    ['ollama', 'qwen3:8b', 'ollama * alias'],
    ['cache', 'gpt-4o', 'cache * alias'],
  ])('%s %s', (provider, model, expected) => {
    expect(resolve(provider, model)).toBe(expected)
  })

  it.each([
    'constructor',
    '__proto__',
    'hasOwnProperty',
    'toString',
    'gpt',
    '4o',
    'mini',
    '*',
    'gpt-4o-mini-tts-x-y-z',
  ])('does not price %s at OpenAI', (model) => expect(resolve('openai', model)).toBe(`openai ${model} none`))

  it('takes a longer id for an estimate of the model it starts with, never for the model', () => {
    const cost = book.calculate({
      provider: 'anthropic',
      model: 'claude-sonnet-5-9-turbo',
      usage: { inputTokens: 1_000_000, outputTokens: 0 },
    })
    expect(cost).toMatchObject({ status: 'estimated', isEstimated: true, exactUsd: '2' })
    expect(cost.pricing).toMatchObject({ model: 'claude-sonnet-5-5', matchedBy: 'family' })
  })

  it('does not resolve a region that is part of a path as a model, but as the region', () => {
    const id = 'publishers/anthropic/models/claude-opus-4-5@20251101'
    const region = (location: string) => resolve('google-vertex', `projects/p/locations/${location}/${id}`)
    expect(region('us-east5')).toBe('google-vertex claude-opus-4-5 normalised regional')
    expect(region('global')).toBe('google-vertex claude-opus-4-5 normalised')
  })

  it('takes davinci-002 for an estimate of davinci at best', () => {
    const prices = { input: 1, output: 1 }
    const own = createPriceBook({
      catalog: false,
      overrides: [{ provider: 'acme', model: 'davinci', prices }],
    })
    const usage = { inputTokens: 1, outputTokens: 1 }
    expect(own.calculate({ provider: 'acme', model: 'davinci-002', usage }).status).not.toBe('priced')
  })

  it('does not resolve ids over 512 characters', () => {
    expect(resolve('openai', `${'openai/'.repeat(72)}gpt-4o`)).toContain('gpt-4o normalised')
    expect(resolve('openai', `${'openai/'.repeat(73)}gpt-4o`)).toMatch(/ none$/)
  })

  it('does not take gpt-4o-mini for gpt-4o, nor the other way round', () => {
    expect(resolve('openai', 'gpt-4o-mini')).toBe('openai gpt-4o-mini exact')
    expect(resolve('openai', 'gpt-4o-mini-2024-07-18')).toBe('openai gpt-4o-mini alias')
  })
})

/** Two vendors' worth of names, of which nothing changes with the catalogue. */
const snapshots = createPriceBook({
  catalog: catalogOf({
    acme: 'rocket =rocket-2025-06-01 =rocket-20250601 i1 o1\nrocket-2025-09-01 i2 o2\nnova i3 o3\nnova-20250601 i3 o3',
    cloud: 'rocket i1 o1',
    market: 'acme/rocket i1 o1',
  }),
})

describe('a date or version at the end of an id', () => {
  it.each([
    ['acme', 'rocket-2025-06-01', 'priced'],
    ['acme', 'Rocket-2025-06-01', 'priced'],
    ['acme', 'rocket@20250601', 'priced'],
    ['acme', 'rocket@latest', 'priced'],
    ['acme', 'rocket-v1:0', 'priced'],
    ['acme', 'rocket-2025-06-01-v2:0', 'priced'],
    ['acme', 'us.rocket-20250601-v2:0', 'priced'],
    ['cloud', 'rocket-2025-06-01', 'priced'],
    ['cloud', 'rocket@20250601', 'priced'],
    ['market', 'acme/rocket-2025-06-01', 'priced'],
    ['acme', 'rocket-2026-01-01', 'estimated'],
    ['acme', 'rocket-2025-99-99', 'estimated'],
    ['acme', 'rocket@20260101', 'estimated'],
    ['acme', 'rocket-2025-06-01-v2', 'estimated'],
    ['acme', 'rocket-v1', 'estimated'],
    ['acme', 'rocket-v2', 'estimated'],
    ['acme', 'rocket-v2:0', 'estimated'],
    ['acme', 'rocket:7', 'estimated'],
    ['cloud', 'rocket-2026-01-01', 'estimated'],
    // The vendor sells this date at another price than the undated model.
    ['cloud', 'rocket-2025-09-01', 'estimated'],
    ['cloud', 'rocket@20250901', 'estimated'],
    ['market', 'acme/rocket-2025-09-01', 'estimated'],
  ])('%s %s is %s', (provider, model, status) => {
    const one = snapshots.calculate({ provider, model, usage: { inputTokens: 1, outputTokens: 1 } })
    expect(one.status).toBe(status)
    expect(one.pricing.matchedBy === 'family').toBe(status === 'estimated')
    expect(one.totalPicoUsd).toBeGreaterThan(0)
  })

  it('is one of an override when the override or its aliases list it', () => {
    const own = (aliases: readonly string[]) =>
      createPriceBook({
        catalog: false,
        overrides: [{ provider: 'acme', model: 'ours', prices: { input: 1, output: 1 }, aliases }],
      }).calculate({ provider: 'acme', model: 'ours-2026-01-01', usage: { inputTokens: 1, outputTokens: 1 } })
    expect([own([]).status, own([]).totalPicoUsd]).toEqual(['estimated', 2_000_000])
    expect(own(['ours-2026-01-01'])).toMatchObject({ status: 'priced', totalPicoUsd: 2_000_000 })
  })

  it.each([
    ['openai', 'gpt-4o-2024-08-06'],
    ['openai', 'gpt-4-0613'],
    ['anthropic', 'claude-3-5-sonnet-20241022'],
    ['mistral', 'mistral-large-2411'],
    ['google', 'gemini-2.0-flash-001'],
    ['google-vertex', 'claude-3-5-sonnet-v2@20241022'],
    ['google-vertex', 'claude-3-haiku@20240307'],
    ['amazon-bedrock', 'us.anthropic.claude-3-5-sonnet-20241022-v2:0'],
    ['azure', 'gpt-4.1-2025-04-14'],
    ['vercel-ai-gateway', 'openai/gpt-4o-2024-08-06'],
    ['cohere', 'command-r-08-2024'],
  ])('%s %s is one that providers list', (provider, model) => {
    expect(book.calculate({ provider, model, usage: { inputTokens: 1, outputTokens: 1 } }).status).toBe(
      'priced',
    )
  })
})

describe('providers', () => {
  it.each([
    ['google_genai', 'gemini-2.5-pro', 'google'],
    ['google_vertexai', 'gemini-2.5-pro', 'google-vertex'],
    ['amazon_bedrock', 'us.amazon.nova-lite-v1:0', 'amazon-bedrock'],
    ['mistralai', 'mistral-large-latest', 'mistral'],
    ['azure', 'gpt-4o', 'azure'],
    ['openai.chat', 'gpt-4o', 'openai'],
    ['openai.responses', 'gpt-4o', 'openai'],
    ['openai.embedding', 'text-embedding-3-small', 'openai'],
    ['anthropic.messages', 'claude-sonnet-4-5', 'anthropic'],
    ['google.generative-ai', 'gemini-2.5-pro', 'google'],
    ['google.vertex.chat', 'gemini-2.5-pro', 'google-vertex'],
    [
      'vertex.anthropic.messages',
      'locations/global/publishers/anthropic/models/claude-sonnet-4-5@20250929',
      'google-vertex',
    ],
    ['azure.chat', 'gpt-4o', 'azure'],
    ['azure-openai.responses', 'gpt-4o', 'azure'],
    ['groq.chat', 'llama-3.3-70b-versatile', 'groq'],
    ['xai.chat', 'grok-4.3', 'xai'],
    ['togetherai.chat', 'mistralai/Mixtral-8x22B-Instruct-v0.1', 'together'],
    ['gateway', 'openai/gpt-4o', 'vercel-ai-gateway'],
    ['aws.bedrock', 'us.amazon.nova-lite-v1:0', 'amazon-bedrock'],
    ['gcp.vertex_ai', 'gemini-2.5-pro', 'google-vertex'],
    ['az.ai.openai', 'gpt-4o', 'azure'],
    ['OpenAI', 'gpt-4o', 'openai'],
    ['vertex_ai', 'gemini-2.5-pro', 'google-vertex'],
    ['vertex_ai_beta', 'gemini-2.5-pro', 'google-vertex'],
    ['vertex_ai-language-models', 'gemini-2.5-pro', 'google-vertex'],
    ['google-vertex', 'gemini-2.5-pro', 'google-vertex'],
    ['google-vertex-ai', 'gemini-2.5-pro', 'google-vertex'],
    ['ChatVertexAI', 'gemini-2.5-pro', 'google-vertex'],
    ['azure_openai', 'gpt-4o', 'azure'],
    ['azure_ai', 'gpt-4o', 'azure'],
    ['azure_text', 'gpt-4o', 'azure'],
    ['AzureChatOpenAI', 'gpt-4o', 'azure'],
    ['ChatOpenAI', 'gpt-4o', 'openai'],
    ['text-completion-openai', 'gpt-4o', 'openai'],
    ['bedrock_converse', 'us.amazon.nova-lite-v1:0', 'amazon-bedrock'],
    ['cohere_chat', 'command-r-08-2024', 'cohere'],
    ['together_ai', 'mistralai/Mixtral-8x22B-Instruct-v0.1', 'together'],
  ])('%s', (name, model, canonical) => {
    const cost = book.calculate({ provider: name, model, usage: { inputTokens: 1, outputTokens: 1 } })
    expect(cost.pricing.provider).toBe(canonical)
    expect(cost.status).toBe('priced')
  })

  it('estimates at the vendor when the provider is not known and one vendor sells the model', () => {
    expect(resolve('my-proxy', 'gpt-4o')).toBe('my-proxy gpt-4o family openai')
    expect(resolve('my-proxy', 'azure/gpt-4o')).toBe('my-proxy gpt-4o family azure')
    expect(resolve('my-proxy', 'no-such-model')).toBe('my-proxy no-such-model none')
  })
})

describe('suffixes', () => {
  it.each([
    ['a-v1:0', 1],
    ['a:0', 1],
    ['a-v2', 1],
    ['a@20250929', 1],
    ['a-001', -1],
    ['a-100', -1],
    ['a-4', -1],
    ['v2', -1],
    ['', -1],
    ['7', -1],
    ['a@', -1],
  ])('version of %j starts at %d', (id, start) => expect(versionStart(id)).toBe(start))

  it.each([
    ['a-20250929', 1],
    ['a-2025-09-29', 1],
    ['a-05-20', 1],
    ['a-09-2025', 1],
    ['a-19990101', -1],
    ['a-4-5', -1],
    ['-20250929', -1],
    ['', -1],
  ])('date of %j starts at %d', (id, start) => expect(dateStart(id)).toBe(start))
})
