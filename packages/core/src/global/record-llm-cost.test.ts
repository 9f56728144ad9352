import { afterEach, expect, it } from 'vitest'
import { createMeter } from '../meter/create-meter.ts'
import { createRecordingSink } from '../testing/recording-sink.ts'
import { setGlobalMeter } from './global-meter.ts'
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

it('says what to do when no meter was set', async () => {
  await expect(recordLlmCost({ provider: 'openai', model: 'gpt-4o' })).rejects.toMatchObject({
    code: 'meter_missing',
  })
  await expect(recordLlmCost({ provider: 'openai', model: 'gpt-4o' })).rejects.toThrow(/setGlobalMeter/)
})
