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
    expect(toolUnits({ ...openai, tools, content })).toEqual({
      units: { webSearch: 2, fileSearch: 1 },
      isUncertain: false,
    })
  })

  // OpenAI's client hands on the action of each web search call, and the container of each code run.
  it('are counted as they are billed: searches, not page visits, and containers, not code runs', () => {
    const used = (id: string, toolName: string, input: unknown, result: unknown) => [
      { ...call(toolName, true), toolCallId: id, input },
      { type: 'tool-result', toolCallId: id, toolName, result },
    ]
    const content = [
      ...used('1', 'web_search', '{}', { action: { type: 'search', query: 'a' }, sources: [] }),
      ...used('2', 'web_search', '{}', { action: { type: 'openPage', url: 'https://a.test' } }),
      ...used('3', 'web_search', '{}', {
        action: { type: 'findInPage', url: 'https://a.test', pattern: 'x' },
      }),
      ...used('4', 'code_interpreter', '{"code":"1","containerId":"cn"}', {}),
      ...used('5', 'code_interpreter', { code: '2', containerId: 'cn' }, {}),
      ...used('6', 'code_interpreter', 'no json', {}),
    ]
    expect(toolUnits({ ...openai, content })?.units).toEqual({ webSearch: 1, codeExecution: 2 })
  })

  it.each([
    ['gpt-4o', 'web_search_preview', true],
    ['gpt-4o', 'web_search', false],
    ['gpt-4.1-mini', 'web_search', true],
    ['gpt-5', 'web_search_preview', false],
  ])('on %s, %s: uncertain %s', (modelId, tool, isUncertain) => {
    expect(toolUnits({ ...openai, modelId, content: [call(tool, true)] })).toEqual({
      units: { webSearch: 1 },
      isUncertain,
    })
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
    expect(toolUnits({ ...google, modelId: 'gemini-2.5-flash' })).toMatchObject({
      units: { webSearch: 1 },
    })
    expect(toolUnits({ ...google, modelId: 'gemini-3-pro' })).toMatchObject({ units: { webSearch: 2 } })
  })
})

it('never count what the usage counts itself', () => {
  const unknown = { serviceTier: undefined, region: undefined, reportedCostUsd: undefined, parts: undefined }
  const measured = { ...unknown, usageSource: 'raw_usage', usageConfidence: 'exact', flags: [] } as const
  const counted = { ...measured, usage: { units: { webSearch: 3 } } }
  const found = { units: { webSearch: 1, fileSearch: 1 }, isUncertain: true }
  expect(withUnits(counted, found)).toMatchObject({
    usage: { units: { webSearch: 3, fileSearch: 1 } },
    usageConfidence: 'estimated',
    flags: ['unit_variant_unknown'],
  })
})
