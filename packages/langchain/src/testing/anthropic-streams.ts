import { ChatAnthropic } from '@langchain/anthropic'
import { createMeter, picoToUsdString, type CostRecord } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { readFileSync } from 'node:fs'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { tapFetch } from '../wire/tap-fetch.ts'
import { drain } from './drain.ts'
import { serveEvents } from './serve-events.ts'

/** A stream of Anthropic's as events, and by hand what it costs. */
export interface StreamFixture {
  readonly about: string
  readonly events: readonly { readonly type: string }[]
  readonly wire: Numbers
}

/** Tokens and cost of one call. */
export interface Numbers {
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  /** Exact decimal. */
  readonly costUsd: string
}

/** What was booked for a stream, once from callbacks alone and once off the wire. */
export interface StreamResult {
  readonly fixture: StreamFixture
  readonly callbacks: CostRecord
  readonly tapped: CostRecord
}

const names = ['text', 'message-delta-input', 'web-search', 'code-execution-cache', 'compaction', 'advisor']

/** Replays every recorded shape to the newest `ChatAnthropic`, with and without a tap. */
export async function replayAnthropicStreams(): Promise<readonly StreamResult[]> {
  const results: StreamResult[] = []
  for (const name of names) {
    const fixture = JSON.parse(
      readFileSync(new URL(`../__fixtures__/anthropic-${name}.json`, import.meta.url), 'utf8'),
    ) as StreamFixture
    results.push({
      fixture,
      callbacks: await replay(fixture, false),
      tapped: await replay(fixture, true),
    })
  }
  return results
}

/** The numbers of a record. */
export function numbersOf({ usage, cost }: CostRecord): Numbers {
  return {
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    costUsd: picoToUsdString(cost.totalPicoUsd),
  }
}

async function replay(fixture: StreamFixture, tapped: boolean): Promise<CostRecord> {
  await using server = await serveEvents(fixture.events)
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink] })
  const tap = tapFetch()
  const model = new ChatAnthropic({
    model: 'claude-sonnet-4-5',
    apiKey: 'loopback',
    anthropicApiUrl: server.url,
    clientOptions: tapped ? { fetch: tap } : {},
    callbacks: [new TokentollCallbackHandler({ meter, ...(tapped ? { tap } : {}) })],
  })
  // With tools, LangChain keeps the blocks of the answer apart.
  const withTools = model.bindTools([{ type: 'web_search_20250305', name: 'web_search' }])
  await drain(await withTools.stream('When is high tide?'))
  return sink.records[0]!
}
