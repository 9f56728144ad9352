import { describe, expect, it } from 'vitest'
import { describeError } from './describe-error.ts'
import { recordId } from './record-id.ts'
import { createUuidV7, uuidV7 } from './uuid.ts'

describe('describeError', () => {
  it.each([
    [
      Object.assign(new TypeError('terminated'), { status: 503 }),
      { name: 'TypeError', message: 'terminated', status: 503 },
    ],
    [
      { name: 'AI_APICallError', message: 'no', statusCode: 429 },
      { name: 'AI_APICallError', message: 'no', status: 429 },
    ],
    [
      { message: 'no', response: { status: 400 } },
      { name: 'Error', message: 'no', status: 400 },
    ],
    ['AbortError', { name: 'Error', message: 'AbortError' }],
    [undefined, { name: 'Error', message: 'undefined' }],
    [
      { name: 5, message: {} },
      { name: 'Error', message: '', status: undefined },
    ],
  ])('%s', (thrown, expected) => {
    expect(describeError(thrown)).toEqual(expected)
  })

  it('keeps a long message short', () => {
    expect(describeError(new Error('x'.repeat(10_000))).message).toHaveLength(500)
  })
})

it('makes version 7 UUIDs that sort by time', () => {
  const ids = [uuidV7(1), uuidV7(1_700_000_000_000), uuidV7(1_700_000_000_001)]
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(ids.toSorted()).toEqual(ids)
})

it('uses a response id alone only where it can be unique', () => {
  expect(recordId('openai', 'chatcmpl-AbCdEfGh', 'run')).toBe('openai:chatcmpl-AbCdEfGh')
  expect(recordId('ollama', 'chatcmpl-7', 'run')).toBe('ollama:chatcmpl-7:run')
  expect(recordId('google', undefined, 'run')).toBe('run')
})

it('makes no two UUIDs alike over many batches, and takes the time of each', () => {
  const next = createUuidV7()
  const ids = Array.from({ length: 5000 }, (_, index) => next(1_700_000_000_000 + (index >> 4)))
  expect(new Set(ids.map((id) => id.slice(14))).size).toBe(5000)
  for (const [index, id] of ids.entries()) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(1_700_000_000_000 + (index >> 4))
  }
  // Every digit of the random part takes all its values.
  for (const position of [...range(15, 18), ...range(20, 23), ...range(24, 36)])
    expect(new Set(ids.map((id) => id[position])).size).toBe(16)
})

it.each([-1, Number.NaN, 1.5, 2 ** 60])('makes a UUID of a clock that says %s', (now) => {
  expect(createUuidV7()(now)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
