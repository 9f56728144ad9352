import { describe, expect, it } from 'vitest'
import { readEvent } from './read-event.ts'
import { createWireBook } from './wire-book.ts'
import type { WireCall } from './wire-call.ts'

const read = (...events: readonly unknown[]): WireCall => {
  const call = createWireBook({ maxCalls: 10, maxBodyCharacters: 100, clock: Date.now }).begin({
    url: 'http://127.0.0.1/v1/messages',
    body: '{}',
    context: undefined,
    signal: undefined,
  })
  for (const event of events) readEvent(event, call)
  return call
}

describe("Anthropic's usage, which stands in the first event, the last, or both", () => {
  const start = (usage: object) => ({ type: 'message_start', message: { id: 'msg_1', usage } })
  const delta = (usage: object) => ({ type: 'message_delta', delta: {}, usage })

  it('takes the last value of each field, a 0 included', () => {
    const { usage } = read(
      start({ input_tokens: 40, cache_read_input_tokens: 7, output_tokens: 1 }),
      delta({ input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 9 }),
    )
    expect(usage).toEqual({ input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 9 })
  })

  it('does not take null for a value', () => {
    const { usage } = read(
      start({ input_tokens: 40, output_tokens: 1 }),
      delta({ input_tokens: null, output_tokens: 9 }),
    )
    expect(usage).toEqual({ input_tokens: 40, output_tokens: 9 })
  })
})

describe('the other formats', () => {
  it('OpenAI chat: the usage chunk, not the null ones around it', () => {
    const call = read(
      { id: 'chatcmpl-1', model: 'gpt-4o', choices: [{ delta: { content: 'four' } }], usage: null },
      { choices: [{ delta: { tool_calls: [{ function: { arguments: '{}' } }] }, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 3 }, service_tier: 'flex' },
    )
    expect(call).toMatchObject({
      responseId: 'chatcmpl-1',
      model: 'gpt-4o',
      usage: { prompt_tokens: 3 },
      serviceTier: 'flex',
      finishReason: 'stop',
      outputCharacters: 6,
    })
  })

  it('OpenAI responses: the response of the last event', () => {
    const call = read(
      { type: 'response.created', response: { id: 'resp_1', model: 'gpt-4o', usage: null } },
      { type: 'response.output_text.delta', delta: 'four' },
      {
        type: 'response.completed',
        response: { id: 'resp_1', status: 'completed', usage: { input_tokens: 3 } },
      },
    )
    expect(call).toMatchObject({
      responseId: 'resp_1',
      usage: { input_tokens: 3 },
      finishReason: 'completed',
      outputCharacters: 4,
    })
  })

  it('Gemini: cumulative usage, as events or as one array', () => {
    const chunks = [
      { responseId: 'r', candidates: [{ content: { parts: [{ text: 'four' }] } }], usageMetadata: { n: 1 } },
      { candidates: [{ finishReason: 'STOP' }], modelVersion: 'gemini-2.5-flash', usageMetadata: { n: 2 } },
    ]
    const expected = { responseId: 'r', usage: { n: 2 }, finishReason: 'STOP', outputCharacters: 4 }
    expect(read(...chunks)).toMatchObject(expected)
    expect(read(chunks)).toMatchObject(expected)
  })

  it.each([null, 12, 'text', [], {}])('nothing at all: %j', (event) => {
    expect(read(event).usage).toBeUndefined()
  })
})
