import { describe, expect, it } from 'vitest'
import { toolUnits, withUnits } from './tool-units.ts'

const call = (toolName: string, providerExecuted?: boolean) => ({
  type: 'tool-call',
  toolName,
  providerExecuted,
})
const openai = {
  provider: 'openai.responses',
  modelId: 'gpt-5',
  tools: undefined,
  providerMetadata: undefined,
}

describe('tools that the provider runs', () => {
  it('are counted per call, by name or by the id of a renamed tool', () => {
    const tools = [{ type: 'provider', id: 'openai.file_search', name: 'lookUp' }]
    const content = [
      call('web_search', true),
      call('web_search_preview', true),
      call('lookUp', true),
      call('other', true),
    ]
    expect(toolUnits({ ...openai, tools, content })).toEqual({ webSearch: 2, fileSearch: 1 })
  })

  it('cost nothing when they were only declared, or ran at the caller’s', () => {
    const tools = [{ type: 'provider', id: 'openai.web_search', name: 'web_search' }]
    expect(
      toolUnits({ ...openai, tools, content: [call('web_search'), { type: 'text', text: 'x' }] }),
    ).toBeUndefined()
    expect(toolUnits({ ...openai, content: undefined })).toBeUndefined()
  })

  it('of Google are one grounded prompt, from Gemini 3 on each query', () => {
    const google = {
      provider: 'google.generative-ai',
      content: [],
      tools: undefined,
      providerMetadata: { google: { groundingMetadata: { webSearchQueries: ['a', 'b'] } } },
    }
    expect(toolUnits({ ...google, modelId: 'gemini-2.5-flash' })).toEqual({ webSearch: 1 })
    expect(toolUnits({ ...google, modelId: 'gemini-3-pro' })).toEqual({ webSearch: 2 })
  })
})

it('never count what the usage counts itself', () => {
  const unknown = { serviceTier: undefined, region: undefined, reportedCostUsd: undefined, parts: undefined }
  const measured = { ...unknown, usageSource: 'raw_usage', usageConfidence: 'exact', flags: [] } as const
  const counted = { ...measured, usage: { units: { webSearch: 3 } } }
  expect(withUnits(counted, { webSearch: 1, fileSearch: 1 }).usage?.units).toEqual({
    webSearch: 3,
    fileSearch: 1,
  })
})
