import { expect } from 'vitest'
import type { ContractSdk } from '../host.ts'
import type { Operation, OperationRun } from './operation.ts'

const ignore = (): void => {}

// Some majors read a stream to its end although nobody asks for it: then it ended like any other.
const checkBroken: Operation['check'] = (records, served) => {
  for (const record of records) {
    expect(record.cost.totalPicoUsd).toBeGreaterThan(0)
    if (record.outcome === 'success') {
      expect(served.map((call) => call.outcome)).toEqual(['ok'])
      continue
    }
    expect(['aborted', 'abandoned']).toContain(record.outcome)
    expect(record.flags).toContain('partial_output')
  }
}

const streamSlowObject = (
  { host, model, prompt }: OperationRun,
  abortSignal?: AbortSignal,
): ReturnType<ContractSdk['streamObject']> =>
  host.sdk.streamObject({
    model,
    schema: host.sdk.jsonSchema({
      type: 'object',
      properties: { story: { type: 'string' } },
      required: ['story'],
      additionalProperties: false,
    }),
    prompt: prompt('Tell a story. [[pace chunks=300 delay=2]]'),
    abortSignal,
    onError: ignore,
  })

/** Streams that do not end, failures and retries. */
export const brokenOperations: readonly Operation[] = [
  {
    name: '`streamText`, consumer breaks off',
    slow: true,
    async run({ host, model, prompt }) {
      const result = host.sdk.streamText({
        model,
        prompt: prompt('Tell a long story. [[pace chunks=300 delay=2]]'),
        onError: ignore,
      })
      let characters = 0
      for await (const text of result.textStream) if ((characters += text.length) > 50) break
    },
    check: checkBroken,
  },
  {
    name: '`streamText`, never read',
    slow: true,
    async run({ host, model, prompt }) {
      host.sdk.streamText({
        model,
        prompt: prompt('Tell a long story. [[pace chunks=3000]]'),
        onError: ignore,
      })
    },
    check: checkBroken,
  },
  {
    name: '`streamObject`, consumer breaks off',
    slow: true,
    leftAlone: true,
    async run(call) {
      const result = streamSlowObject(call)
      let parts = 0
      for await (const part of result.partialObjectStream) if (part !== undefined && (parts += 1) > 1) break
    },
    check: checkBroken,
  },
  {
    name: '`streamText`, aborted by signal',
    async run({ host, model, prompt }) {
      const abort = new AbortController()
      const result = host.sdk.streamText({
        model,
        prompt: prompt('Tell a long story. [[pace chunks=300 delay=2]]'),
        abortSignal: abort.signal,
        onError: ignore,
      })
      let characters = 0
      for await (const text of result.textStream) if ((characters += text.length) > 50) abort.abort()
    },
    check(records) {
      for (const record of records) {
        expect(record.outcome).toBe('aborted')
        expect(record.usage.outputTokens).toBeGreaterThan(0)
      }
    },
  },
  {
    name: '`streamObject`, aborted by signal',
    // Registered with version 7 no event tells of it: the watch finds it.
    slow: true,
    leftAlone: true,
    async run(call) {
      const abort = new AbortController()
      const result = streamSlowObject(call, abort.signal)
      Promise.resolve(result.object).catch(ignore)
      let parts = 0
      try {
        for await (const part of result.partialObjectStream)
          if (part !== undefined && (parts += 1) > 1) abort.abort()
      } catch {
        // Some majors throw the abort, others end the stream.
      }
    },
    check: checkBroken,
  },
  {
    name: '`streamText`, cut by the server',
    async run({ host, model, prompt }) {
      const result = host.sdk.streamText({
        model,
        prompt: prompt('Tell a story. [[fault cut]]'),
        onError: ignore,
        maxRetries: 0,
      })
      await Promise.resolve(result.consumeStream({ onError: ignore })).catch(ignore)
    },
    check(records) {
      for (const record of records) expect(record.usage.outputTokens).toBeGreaterThan(0)
    },
  },
  {
    name: 'two failed attempts, then success',
    async run({ host, model, prompt }) {
      await host.sdk.generateText({
        model,
        prompt: prompt('Say hello. [[fault 503 times=2]]'),
        maxRetries: 2,
      })
    },
    check: (_records, served) => expect(served.map((call) => call.status)).toEqual([503, 503, 200]),
  },
  {
    name: 'HTTP error 400',
    async run({ host, model, prompt }) {
      const call = host.sdk.generateText({
        model,
        prompt: prompt('Say hello. [[fault 400]]'),
        maxRetries: 0,
      })
      await expect(call).rejects.toThrow()
    },
    check: (_records, served) => expect(served.map((call) => call.status)).toEqual([400]),
  },
  {
    name: 'no usage on the wire',
    // Anthropic's clients refuse an answer without usage before the SDK sees it.
    apis: ['OpenAI chat', 'OpenAI responses', 'Google'],
    async run({ host, model, prompt }) {
      await host.sdk.streamText({
        model,
        prompt: prompt('Say hello. [[fault nousage]]'),
        onError: ignore,
      }).text
    },
    check(records) {
      for (const record of records) {
        expect(record.usageSource).toBe('estimate')
        expect(record.flags).toContain('usage_missing')
      }
    },
  },
]
