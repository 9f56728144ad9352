import { ChatAnthropic } from '@langchain/anthropic'
import { ChatOpenAI } from '@langchain/openai'
import { createAgent } from 'langchain'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drain } from '../testing/drain.ts'
import { serveEvents } from '../testing/serve-events.ts'
import { startWorld } from '../testing/world.ts'
import { instrumentLangChain } from './instrument-langchain.ts'

const search = {
  type: 'web_search_call',
  id: 'ws_1',
  status: 'completed',
  action: { type: 'search', query: 'q' },
}
const message = {
  type: 'message',
  id: 'm_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Noon.', annotations: [] }],
}
const response = {
  id: 'resp_ANSWER',
  object: 'response',
  created_at: 1,
  model: 'gpt-4.1',
  output: [search, search, message],
  usage: { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 },
}
const searching = [
  { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
  { type: 'response.output_item.done', output_index: 0, item: search },
  { type: 'response.output_item.done', output_index: 1, item: search },
  { type: 'response.output_item.added', output_index: 2, item: { ...message, content: [] } },
  { type: 'response.output_text.delta', output_index: 2, content_index: 0, delta: 'Noon.' },
  { type: 'response.completed', response: { ...response, status: 'completed' } },
] as const

const v3 = { version: 'v3' } as never
const ask = { messages: [{ role: 'user', content: 'When is high tide?' }] }

describe('tools that the provider ran, in an event stream', () => {
  it("are billed by call: OpenAI's Responses API", async () => {
    await using server = await serveEvents(searching)
    await using world = await startWorld()
    const remove = instrumentLangChain({ meter: world.meter })
    const model = new ChatOpenAI({
      model: 'gpt-4.1',
      apiKey: 'x',
      useResponsesApi: true,
      configuration: { baseURL: server.url },
    })
    const tools = [{ type: 'web_search' }]
    await drain(model.bindTools(tools).stream('When is high tide?'))
    await drain(model.bindTools(tools).streamEvents('When is high tide?', v3))
    await drain(createAgent({ model, tools: tools as never }).streamEvents(ask, v3))
    remove()
    // 1,000 * $2 and 100 * $8 per million, and two searches at $10 per thousand.
    const expected = { usage: { units: { webSearch: 2 } }, cost: { totalPicoUsd: 22_800_000_000 } }
    expect(world.records).toMatchObject([expected, expected, expected])
  })

  it.each([
    ['web-search', 1],
    ['compaction', undefined],
    ['advisor', undefined],
  ])(
    'make an Anthropic answer uncertain, because its last event is not told: %s',
    async (name, webSearch) => {
      const file = new URL(`../__fixtures__/anthropic-${name}.json`, import.meta.url)
      const { events } = JSON.parse(
        readFileSync(file, 'utf8').replaceAll(/msg_01Fixture\w+/g, 'msg_01Fixture_ANSWER'),
      ) as { events: readonly { type: string }[] }
      await using server = await serveEvents(events)
      await using world = await startWorld()
      const remove = instrumentLangChain({ meter: world.meter })
      const model = new ChatAnthropic({
        model: 'claude-sonnet-4-5',
        apiKey: 'x',
        anthropicApiUrl: server.url,
      })
      await drain(model.streamEvents('When is high tide?', v3))
      await drain(createAgent({ model, tools: [] }).streamEvents(ask, v3))
      remove()
      expect(
        world.records.map(({ usage, usageConfidence }) => [usageConfidence, usage.units?.webSearch]),
      ).toEqual([
        ['estimated', webSearch],
        ['estimated', webSearch],
      ])
    },
  )
})

it("takes the metadata of OpenAI's withConfig into an event stream", async () => {
  await using world = await startWorld()
  const remove = instrumentLangChain({ meter: world.meter })
  const model = world.openai().withConfig({ metadata: { tenantId: 'acme' } })
  await drain(model.streamEvents('Hello', v3))
  remove()
  expect(world.record().attribution.tenantId).toBe('acme')
})
