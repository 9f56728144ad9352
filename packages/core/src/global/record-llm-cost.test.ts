import { afterEach, expect, it, vi } from 'vitest'
import { createMeter } from '../meter/create-meter.ts'
import { createRecordingSink } from '../testing/recording-sink.ts'
import { getGlobalMeter, setGlobalMeter } from './global-meter.ts'
import { recordLlmCost, recordLlmTokenUsage } from './record-llm-cost.ts'

afterEach(() => setGlobalMeter(undefined))

function useRecordingMeter() {
  const sink = createRecordingSink()
  setGlobalMeter(createMeter({ sinks: [sink] }))
  return sink
}

it('books a call by hand, priced and attributed', async () => {
  const sink = useRecordingMeter()
  await recordLlmCost({
    provider: 'openai',
    model: 'gpt-4',
    inputTokens: 1500,
    outputTokens: 800,
    tenantId: 'acme-corp',
    userId: 'ada',
    task: 'analyze',
    conversationId: 'c-1',
  })
  expect(sink.records[0]).toMatchObject({
    cost: { inputPicoUsd: 45_000_000_000, outputPicoUsd: 48_000_000_000, totalPicoUsd: 93_000_000_000 },
    attribution: { tenantId: 'acme-corp', userId: 'ada', task: 'analyze', conversationId: 'c-1' },
    integration: 'manual',
  })
})

it('prices a call of the past at the price of its day', async () => {
  const sink = useRecordingMeter()
  await recordLlmCost({
    provider: 'openai',
    model: 'o3',
    inputTokens: 1_000_000,
    outputTokens: 0,
    startedAt: Date.UTC(2025, 4, 1),
  })
  expect(sink.records[0]?.cost.totalPicoUsd).toBe(10_000_000_000_000)
})

it.each([
  ['input', 150_000, 0],
  ['output', 0, 600_000],
  ['cache_read', 75_000, 0],
  ['reasoning', 0, 600_000],
] as const)('books tokens of one kind: %s', async (tokenType, inputPicoUsd, outputPicoUsd) => {
  const sink = useRecordingMeter()
  await recordLlmTokenUsage({
    provider: 'openai',
    model: 'gpt-4o-mini',
    tokenType,
    tokens: 1,
    tenantId: 'acme-corp',
  })
  expect(sink.records[0]?.cost).toMatchObject({ inputPicoUsd, outputPicoUsd })
})

it('books cached tokens at no cost', async () => {
  const sink = useRecordingMeter()
  await recordLlmTokenUsage({
    provider: 'openai',
    model: 'gpt-4o-mini',
    tokenType: 'input',
    tokens: 10,
    cached: true,
  })
  expect(sink.records[0]).toMatchObject({ cached: true, cost: { totalPicoUsd: 0 } })
})

it('flags a kind of tokens that does not exist', async () => {
  const sink = useRecordingMeter()
  await recordLlmTokenUsage({
    provider: 'openai',
    model: 'gpt-4o-mini',
    tokenType: 'constructor' as 'input',
    tokens: 10,
  })
  expect(sink.records[0]?.cost.status).toBe('unpriced')
})

it('warns once when no meter was set, and ends nobody’s request', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  await recordLlmCost({ provider: 'openai', model: 'gpt-4o' })
  await recordLlmCost({ provider: 'openai', model: 'gpt-4o' })
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('setGlobalMeter'), 'TokentollWarning')
  expect(() => getGlobalMeter()).toThrow(/setGlobalMeter/)
})

it('does not know how long a call took that nobody timed', async () => {
  const sink = useRecordingMeter()
  await recordLlmCost({ provider: 'openai', model: 'gpt-4o', inputTokens: 1, outputTokens: 1 })
  await recordLlmCost({
    provider: 'openai',
    model: 'gpt-4o',
    inputTokens: 1,
    outputTokens: 1,
    durationMs: 250,
  })
  expect(sink.records.map((record) => record.durationMs)).toEqual([undefined, 250])
})

it('never books half a usage as a sure price', async () => {
  const sink = useRecordingMeter()
  await recordLlmCost({ provider: 'openai', model: 'gpt-4o', inputTokens: 1000 })
  await recordLlmCost({
    provider: 'openai',
    model: 'text-embedding-3-small',
    inputTokens: 1000,
    operation: 'embeddings',
  })
  expect(sink.records.map((record) => record.cost.status)).toEqual(['estimated', 'priced'])
})
