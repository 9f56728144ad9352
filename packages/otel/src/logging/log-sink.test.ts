import { expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { createLogSink, type LogSinkOptions } from './log-sink.ts'

type Parts = NonNullable<Parameters<typeof costRecord>[0]>

function lineOf(parts: Parts, options: LogSinkOptions = {}): string {
  const lines: string[] = []
  createLogSink({ write: (line) => lines.push(line), ...options }).record(costRecord(parts))
  expect(lines).toHaveLength(1)
  return lines[0]!
}

it('writes the line that people know', () => {
  expect(
    lineOf({
      attribution: { task: 'analyze' },
      usage: { inputTokens: 1000, outputTokens: 250 },
      cost: { inputPicoUsd: 10_000_000_000, outputPicoUsd: 8_750_000_000 },
      durationMs: 1523,
    }),
  ).toBe('LLM usage logged: analyze | Tokens: 1250 | Cost: $0.018750 | Duration: 1523ms')
})

it('says what is not known, and what went wrong', () => {
  const unpriced = { status: 'unpriced', isEstimated: true, inputPicoUsd: 0, outputPicoUsd: 0 } as const
  expect(
    lineOf({ attribution: {}, usage: {}, cost: unpriced, durationMs: undefined, outcome: 'error' }),
  ).toBe('LLM usage logged: chat | Tokens: unknown | Cost: unpriced | Outcome: error')
  expect(
    lineOf({ cost: { status: 'estimated', isEstimated: true, inputPicoUsd: 1, outputPicoUsd: 0 } }),
  ).toContain('Cost: $0.000000000001 (estimated)')
})

it('cannot be made to write a second line', () => {
  expect(lineOf({ attribution: { task: 'a\nLLM usage logged: b' } })).not.toContain('\n')
  expect(lineOf({ attribution: { tenantId: 'a\nb' } }, { format: 'json' })).not.toContain('\n')
})

it('writes JSON with the exact cost, and persons only when asked', () => {
  const line = JSON.parse(lineOf({ timestamp: 0, traceId: 't' }, { format: 'json' })) as object
  expect(line).toMatchObject({
    message: 'LLM usage logged',
    time: '1970-01-01T00:00:00.000Z',
    tenantId: 'acme-corp',
    costUsd: '0.0035',
    traceId: 't',
  })
  expect(line).not.toHaveProperty('userId')
  expect(JSON.parse(lineOf({}, { format: 'json', withPersonalData: true }))).toMatchObject({ userId: 'ada' })
})
