import { describe, expect, it } from 'vitest'
import { googleSearchUnits, openaiToolUnits } from './server-tool-units.ts'

const run = (tool: string, action?: string, container?: string) => ({ tool, action, container })

describe("OpenAI's tools", () => {
  it('are counted as they are billed: searches, not page visits, and containers, not code runs', () => {
    const runs = [
      run('web_search_call', 'search'),
      run('web_search_call', 'open_page'),
      run('web_search', 'openPage'),
      run('web_search', 'find_in_page'),
      run('file_search_call'),
      run('code_interpreter_call', undefined, 'one'),
      run('code_interpreter_call', undefined, 'one'),
      run('code_interpreter_call', undefined, 'two'),
      run('code_interpreter_call'),
      run('computer_call'),
    ]
    expect(openaiToolUnits(runs, 'gpt-5')).toEqual({
      units: { webSearch: 1, fileSearch: 1, codeExecution: 3 },
      isUncertain: false,
    })
  })

  it.each([
    ['gpt-4o', 'web_search_preview', true],
    ['gpt-4o', 'web_search', false],
    ['gpt-4.1-mini', 'web_search', true],
    ['gpt-5', 'web_search_preview', false],
  ])('on %s, %s: uncertain %s', (modelId, tool, isUncertain) => {
    expect(openaiToolUnits([run(tool, 'search')], modelId)?.isUncertain).toBe(isUncertain)
  })

  it('that were not run or are not billed cost nothing', () => {
    expect(openaiToolUnits([], 'gpt-5')).toBeUndefined()
    expect(openaiToolUnits([run('computer_call'), run('web_search', 'open_page')], 'gpt-5')).toBeUndefined()
  })
})

describe("Google's search", () => {
  it.each([
    ['gemini-2.5-flash', ['a', 'b'], 1],
    ['gemini-3-pro-preview', ['a', '', 'b', 'a'], 2],
    ['gemini-3.5-flash', ['a'], 1],
  ])('on %s, %j: %i', (modelId, queries, webSearch) => {
    expect(googleSearchUnits(queries, modelId)).toEqual({ units: { webSearch }, isUncertain: false })
  })

  it.each([[undefined], [[]], [['']], ['a']])('is not billed without a query: %j', (queries) => {
    expect(googleSearchUnits(queries, 'gemini-3-pro-preview')).toBeUndefined()
  })
})
