import { ChatOpenAI } from '@langchain/openai'
import { createMeter, type CostRecord } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { describe, expect, it } from 'vitest'
import { instrumentLangChain } from '../instrument/instrument-langchain.ts'
import { drain } from '../testing/drain.ts'
import { tapFetch } from '../wire/tap-fetch.ts'

const used = (type: string, more: object) => ({ type, id: `${type}_1`, status: 'completed', ...more })
const searched = (type: string) => used('web_search_call', { action: { type, query: 'q' } })
const ran = (container: string) =>
  used('code_interpreter_call', { container_id: container, code: '1', outputs: null })
const message = used('message', {
  role: 'assistant',
  content: [{ type: 'output_text', text: 'Noon.', annotations: [] }],
})

interface Call {
  readonly how: 'invoke' | 'stream' | 'streamEvents'
  readonly tapped: boolean
}

const calls: readonly Call[] = (['invoke', 'stream', 'streamEvents'] as const).flatMap((how) =>
  [false, true].map((tapped) => ({ how, tapped })),
)

async function recordOf(
  { how, tapped }: Call,
  model: string,
  tool: string,
  items: readonly object[],
): Promise<CostRecord> {
  const tools = [{ type: tool, ...(tool === 'code_interpreter' ? { container: { type: 'auto' } } : {}) }]
  const sink = createRecordingSink()
  const stub = serve({
    id: 'resp_00000000000000000001',
    object: 'response',
    created_at: 1,
    status: 'completed',
    model,
    output: [...items, message],
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 10,
      total_tokens: 110,
    },
  })
  const tap = tapped ? tapFetch({ fetch: stub }) : undefined
  const remove = instrumentLangChain({
    meter: createMeter({ sinks: [sink] }),
    ...(tap === undefined ? {} : { tap }),
  })
  const chat = new ChatOpenAI({
    model,
    apiKey: 'x',
    useResponsesApi: true,
    maxRetries: 0,
    configuration: { fetch: tap ?? stub },
  }).bindTools(tools)
  if (how === 'invoke') await chat.invoke('When is high tide?')
  else if (how === 'stream') await drain(chat.stream('When is high tide?'))
  else await drain(chat.streamEvents('When is high tide?', { version: 'v3' } as never))
  remove()
  return sink.records[0]!
}

function serve(response: {
  readonly output: readonly object[]
  readonly [field: string]: unknown
}): typeof globalThis.fetch {
  const events = [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
    ...response.output.map((item, output_index) => ({
      type: 'response.output_item.done',
      output_index,
      item,
    })),
    { type: 'response.completed', response },
  ]
  return async (_input, init) => {
    const isStream = typeof init?.body === 'string' && init.body.includes('"stream":true')
    if (!isStream) return Response.json(response)
    return new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''), {
      headers: { 'content-type': 'text/event-stream' },
    })
  }
}

describe("OpenAI's tools are counted as they are billed", () => {
  it.each(calls)('searches, not page visits: $how, tap: $tapped', async (call) => {
    const visits = [searched('search'), searched('open_page'), searched('find_in_page')]
    const record = await recordOf(call, 'gpt-5', 'web_search', visits)
    // 100 * $1.25 and 10 * $10 per million, and one search at $10 per thousand.
    expect(record).toMatchObject({
      usage: { units: { webSearch: 1 } },
      cost: { totalPicoUsd: 10_225_000_000, isEstimated: false },
    })
  })

  it.each(calls)('containers, not code runs: $how, tap: $tapped', async (call) => {
    const record = await recordOf(call, 'gpt-4.1', 'code_interpreter', [ran('a'), ran('a'), ran('b')])
    expect(record.usage.units).toEqual({ codeExecution: 2 })
  })

  it.each(calls)('the preview, which has a price of its own, is marked: $how, tap: $tapped', async (call) => {
    const record = await recordOf(call, 'gpt-4.1', 'web_search_preview', [searched('search')])
    expect(record).toMatchObject({ usageConfidence: 'estimated', cost: { isEstimated: true } })
    expect(record.flags).toContain('unit_variant_unknown')
  })

  it.each(calls)('the final search is not: $how, tap: $tapped', async (call) => {
    const record = await recordOf(call, 'gpt-4.1', 'web_search', [searched('search')])
    // 100 * $2 and 10 * $8 per million, and one search.
    expect(record.cost).toMatchObject({ totalPicoUsd: 10_280_000_000, isEstimated: false })
  })
})
