import { describe, expect, it } from 'vitest'
import { geminiCalls, recordOfGemini } from '../testing/gemini-answer.ts'

const grounded = {
  usageMetadata: { promptTokenCount: 50, candidatesTokenCount: 200, totalTokenCount: 250 },
  candidate: {
    groundingMetadata: {
      webSearchQueries: ['tides', 'moon', ''],
      groundingChunks: [{ web: { uri: 'https://a.test', title: 'a' } }],
      groundingSupports: [],
    },
  },
  tools: [{ googleSearch: {} }],
}

describe("Google's search is billed", () => {
  it.each(geminiCalls)('$type, $how, tap: $tapped', async (call) => {
    const earlier = await recordOfGemini(call, { ...grounded, model: 'gemini-2.5-flash' })
    const later = await recordOfGemini(call, { ...grounded, model: 'gemini-3-pro-preview' })
    const hidden = call.type === 'ChatGoogleGenerativeAI' && call.how === 'streamEvents' && !call.tapped
    if (hidden) {
      // Nothing tells: it is marked.
      expect(earlier).toMatchObject({ usageConfidence: 'estimated', cost: { isEstimated: true } })
      return
    }
    // 50 * $0.30 and 200 * $2.50 per million, and one grounded prompt at $35 per thousand.
    expect(earlier).toMatchObject({
      usage: { units: { webSearch: 1 } },
      usageConfidence: 'exact',
      cost: { totalPicoUsd: 35_515_000_000, isEstimated: false },
    })
    expect(later.usage.units).toEqual({ webSearch: 2 })
  })
})

describe('what Google’s tools read in', () => {
  const usageMetadata = {
    promptTokenCount: 50,
    toolUsePromptTokenCount: 10_000,
    candidatesTokenCount: 200,
    thoughtsTokenCount: 100,
    totalTokenCount: 10_350,
  }
  const answer = { model: 'gemini-2.5-flash', usageMetadata, tools: [{ urlContext: {} }] }

  it.each(geminiCalls)('is input, or the record is estimated: $type, $how, tap: $tapped', async (call) => {
    const record = await recordOfGemini(call, answer)
    const isTold = call.tapped || (call.type === 'ChatGoogle' && call.how !== 'streamEvents')
    if (!isTold) return expect(record.cost.isEstimated).toBe(true)
    // 10,050 * $0.30 and 300 * $2.50 per million.
    expect(record).toMatchObject({
      usage: { inputTokens: 10_050, outputTokens: 300, reasoningTokens: 100 },
      cost: { totalPicoUsd: 3_765_000_000, isEstimated: false },
    })
  })

  it.each(geminiCalls)('does not make thoughts uncertain without tools: $type, $how', async (call) => {
    const thought = { ...usageMetadata, toolUsePromptTokenCount: undefined, totalTokenCount: 350 }
    const record = await recordOfGemini(call, { model: 'gemini-2.5-flash', usageMetadata: thought })
    expect(record).toMatchObject({
      usage: { inputTokens: 50, outputTokens: 300 },
      cost: { totalPicoUsd: 765_000_000, isEstimated: false },
    })
  })
})

describe('the parts of what Gemini read and wrote', () => {
  it.each(
    geminiCalls.filter(
      ({ type, how, tapped }) => tapped || (type === 'ChatGoogle' && how !== 'streamEvents'),
    ),
  )('are priced apart: a picture, $type, $how, tap: $tapped', async (call) => {
    const usageMetadata = {
      promptTokenCount: 100,
      candidatesTokenCount: 1290,
      totalTokenCount: 1390,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 100 }],
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
    }
    const record = await recordOfGemini(call, { model: 'gemini-2.5-flash-image', usageMetadata })
    // 100 * $0.30 and 1,290 * $30 per million.
    expect(record).toMatchObject({
      usage: { outputTokens: 1290, outputImageTokens: 1290 },
      cost: { totalPicoUsd: 38_730_000_000, isEstimated: false },
    })
  })

  it.each(geminiCalls.filter(({ type }) => type === 'ChatGoogle'))(
    'are estimated where nobody says how much of the audio was cached: $how, tap: $tapped',
    async (call) => {
      const usageMetadata = {
        promptTokenCount: 3000,
        candidatesTokenCount: 10,
        totalTokenCount: 3010,
        cachedContentTokenCount: 1920,
        promptTokensDetails: [
          { modality: 'AUDIO', tokenCount: 2900 },
          { modality: 'TEXT', tokenCount: 100 },
        ],
        cacheTokensDetails: [
          { modality: 'AUDIO', tokenCount: 1900 },
          { modality: 'TEXT', tokenCount: 20 },
        ],
      }
      const record = await recordOfGemini(call, { model: 'gemini-2.5-flash', usageMetadata })
      expect(record.cost.isEstimated).toBe(!call.tapped)
      if (call.tapped) expect(record.cost.totalPicoUsd).toBe(1_239_600_000)
    },
  )
})
