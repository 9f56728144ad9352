import { expect, it } from 'vitest'
import { cost } from '../__fixtures__/acme.ts'

const million = { inputTokens: 100_000, outputTokens: 0 }
const same = (provider: string, asked: string, listedAt: string, listed: string) => {
  const [one, other] = [cost(provider, asked, million), cost(listedAt, listed, million)]
  expect(other.totalPicoUsd).toBeGreaterThan(0)
  expect(one.exactUsd).toBe(other.exactUsd)
  return one.status
}

it.each([
  ['vertex_ai', 'vertex_ai/gemini-2.5-pro', 'google-vertex', 'gemini-2.5-pro'],
  [
    'fireworks',
    'fireworks_ai/accounts/fireworks/models/deepseek-v3',
    'fireworks',
    'accounts/fireworks/models/deepseek-v3',
  ],
  ['mistral', 'mistral_ai/mistral-large-latest', 'mistral', 'mistral-large-latest'],
  ['openrouter', 'anthropic/claude-opus-4-5', 'openrouter', 'anthropic/claude-opus-4.5'],
  ['amazon-bedrock', 'amazon.titan-embed-text-v2:0:8k', 'amazon-bedrock', 'amazon.titan-embed-text-v2:0'],
  ['amazon-bedrock', 'anthropic.claude-v2:1:200k', 'amazon-bedrock', 'anthropic.claude-v2:1'],
  [
    'amazon-bedrock',
    'bedrock/converse/us.amazon.nova-lite-v1:0',
    'amazon-bedrock',
    'us.amazon.nova-lite-v1:0',
  ],
  ['amazon-bedrock', 'bedrock/us-west-2/amazon.nova-lite-v1:0', 'amazon-bedrock', 'us.amazon.nova-lite-v1:0'],
])('%s %s is listed', (provider, asked, listedAt, listed) => {
  expect(same(provider, asked, listedAt, listed)).toBe('priced')
})

it.each([
  ['openai', 'anthropic/claude-sonnet-4-5-20250929', 'anthropic', 'claude-sonnet-4-5'],
  ['openai', 'gemini/gemini-2.5-pro', 'google', 'gemini-2.5-pro'],
  ['openai', 'openrouter/anthropic/claude-sonnet-4.5', 'openrouter', 'anthropic/claude-sonnet-4.5'],
  ['openai', 'claude-sonnet-4-5', 'anthropic', 'claude-sonnet-4-5'],
  [
    'litellm',
    'fireworks_ai/accounts/fireworks/models/deepseek-v3',
    'fireworks',
    'accounts/fireworks/models/deepseek-v3',
  ],
  ['anthropic', 'claude-opus-4-9', 'anthropic', 'claude-opus-4-8'],
  ['anthropic', 'claude-opus-4-10', 'anthropic', 'claude-opus-4-8'],
])('%s %s is a guess at the nearest seller or version', (provider, asked, listedAt, listed) => {
  expect(same(provider, asked, listedAt, listed)).toBe('estimated')
})
