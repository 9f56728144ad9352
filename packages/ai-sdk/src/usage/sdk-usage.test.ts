import { describe, expect, it } from 'vitest'
import { readSdkUsage } from './sdk-usage.ts'

const read = (usage: unknown, provider: string, metadata?: unknown) =>
  readSdkUsage(usage, provider, metadata).read

describe('the usage of version 3 and 4', () => {
  it('is inclusive', () => {
    const usage = {
      inputTokens: { total: 8021, noCache: 21, cacheRead: 5000, cacheWrite: 3000 },
      outputTokens: { total: 300, text: 108, reasoning: 192 },
    }
    expect(read(usage, 'anthropic.messages')).toEqual({
      usage: {
        inputTokens: 8021,
        outputTokens: 300,
        cacheReadTokens: 5000,
        cacheWriteTokens: 3000,
        reasoningTokens: 192,
      },
      repaired: false,
    })
  })
})

describe('the usage of version 2', () => {
  const flat = {
    inputTokens: 21,
    outputTokens: 108,
    totalTokens: 129,
    cachedInputTokens: 5000,
    reasoningTokens: 192,
  }
  const adapted = {
    inputTokens: { total: 21, noCache: undefined, cacheRead: 5000, cacheWrite: undefined },
    outputTokens: { total: 108, text: undefined, reasoning: 192 },
    raw: { totalTokens: 129 },
  }

  it.each([
    ['anthropic.messages', 8021, 108, true],
    ['vertex.anthropic.messages', 8021, 108, true],
    ['amazon-bedrock', 8021, 108, true],
    ['google.generative-ai', 21, 300, true],
    ['google.vertex.chat', 21, 300, true],
    ['openai.chat', 21, 108, false],
    ['someone.else', 21, 108, false],
  ])('of %s is made inclusive by the convention of its package', (provider, input, output, repaired) => {
    for (const usage of [flat, adapted]) {
      const metadata = { own: { cacheCreationInputTokens: 3000 } }
      expect(read(usage, provider, metadata)).toMatchObject({
        usage: { inputTokens: input, outputTokens: output },
        repaired,
      })
    }
  })
})

describe('the usage of events', () => {
  it('is inclusive where details say so', () => {
    const usage = {
      inputTokens: 8021,
      inputTokenDetails: { noCacheTokens: 21, cacheReadTokens: 5000, cacheWriteTokens: 3000 },
      outputTokens: 300,
      outputTokenDetails: { textTokens: 300, reasoningTokens: undefined },
      cachedInputTokens: 5000,
    }
    expect(read(usage, 'anthropic.messages')?.usage).toMatchObject({
      inputTokens: 8021,
      cacheReadTokens: 5000,
    })
  })
})

it('takes whole numbers in text, and leaves bad numbers to be flagged', () => {
  expect(read({ inputTokens: '12', outputTokens: null }, 'x')?.usage.inputTokens).toBe(12)
  expect(read({ inputTokens: { total: '1000' }, outputTokens: { total: '20' } }, 'x')?.usage).toMatchObject({
    inputTokens: 1000,
    outputTokens: 20,
  })
  expect(read({ inputTokens: -5, outputTokens: 1.5 }, 'x')?.usage).toMatchObject({
    inputTokens: -5,
    outputTokens: 1.5,
  })
})

it.each([
  [{ inputTokens: { count: 1000 }, outputTokens: { count: 1000 } }, false],
  [{ inputTokens: { total: 'many' }, outputTokens: {} }, false],
  [{ inputTokens: 'many' }, false],
  [{ inputTokens: { total: undefined }, outputTokens: { total: Number.NaN }, raw: { a: 1 } }, true],
  [{ tokens: Number.NaN }, true],
])('knows %j: %s', (usage, known) => {
  expect(readSdkUsage(usage, 'x', undefined)).toEqual({ known, read: undefined })
})

it('reads what a gateway hands on by the convention of the package behind it', () => {
  const usage = { inputTokens: 21, outputTokens: 108, cachedInputTokens: 5000 }
  expect(read(usage, 'gateway', { bedrock: {}, gateway: {} })?.usage.inputTokens).toBe(5021)
  expect(read(usage, 'gateway', { openai: {}, gateway: {} })?.usage.inputTokens).toBe(21)
})
