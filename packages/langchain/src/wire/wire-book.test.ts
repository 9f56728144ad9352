import type { Attribution } from '@tokentoll/core'
import { describe, expect, it } from 'vitest'
import { createWireBook, type WireQuery } from './wire-book.ts'
import type { WireCall } from './wire-call.ts'

const url = 'http://127.0.0.1/v1beta/models/gemini-2.5-flash:generateContent'

function bookAt(now: () => number) {
  const book = createWireBook({ maxCalls: 100, maxBodyCharacters: 100, clock: now })
  return {
    ...book,
    send: (body: string, options: { context?: Attribution; signal?: AbortSignal } = {}) =>
      book.begin({ url, body, context: options.context, signal: options.signal }),
    ask: (query: Partial<WireQuery> = {}) =>
      book.claim({
        model: 'gemini-2.5-flash',
        context: undefined,
        startedAt: 0,
        promptMarks: [],
        evidence: () => true,
        ...query,
      }),
  }
}

describe('a request without an id of its own', () => {
  it('is not one that was sent before the run began', () => {
    let now = 1000
    const book = bookAt(() => now)
    book.send('hello')
    expect(book.ask({ startedAt: 1001 })).toBeUndefined()
    now = 1001
    const own = book.send('hello')
    expect(book.ask({ startedAt: 1001 })).toBe(own)
  })

  it('has the end of the prompt in it', () => {
    const book = bookAt(Date.now)
    book.send('what is a tide?')
    expect(book.ask({ promptMarks: ['what is an ebb?'] })).toBeUndefined()
  })

  it('is told from one that ends alike by the rest of the prompt', () => {
    const book = bookAt(Date.now)
    const calls = ['moon', 'sun'].map((word) => book.send(`${word}; answer as JSON`))
    expect(book.ask({ promptMarks: ['answer as JSON', 'sun; '] })).toBe(calls[1])
    expect(book.ask({ promptMarks: ['answer as JSON', 'moon; '] })).toBe(calls[0])
  })

  it('is told from one of the same words by the scope it was sent in', () => {
    const book = bookAt(Date.now)
    const [acme, globex] = [{ tenantId: 'acme' }, { tenantId: 'globex' }]
    const calls = [acme, globex].map((context) => book.send('same', { context }))
    calls.forEach((call, index) => (call.usage = { promptTokenCount: index }))
    expect(book.ask({ context: globex })).toBe(calls[1])
    expect(book.ask({ context: acme })).toBe(calls[0])
  })

  it('is told by its answer, and is nobody’s when that does not tell', () => {
    const book = bookAt(Date.now)
    const calls = [100, 200].map((count) =>
      Object.assign(book.send('same'), { usage: { promptTokenCount: count } }),
    )
    expect(book.ask()).toBeUndefined()
    const hasCount =
      (count: number) =>
      ({ usage }: WireCall) =>
        usage?.['promptTokenCount'] === count
    expect(book.ask({ evidence: hasCount(200) })).toBe(calls[1])
    expect(book.ask({ evidence: hasCount(200) })).toBeUndefined()
  })

  it('may be either of two with the same bill', () => {
    const book = bookAt(Date.now)
    book.send('same')
    book.send('same')
    expect([book.ask(), book.ask(), book.ask()].map((call) => call !== undefined)).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('a request that is sent again', () => {
  it('continues the failed one, once, in the same scope and soon', () => {
    let now = 0
    const book = bookAt(() => now)
    const context = { tenantId: 'acme' }
    const first = book.send('hello', { context })
    book.refuse(first, 503)
    expect(book.send('hello', { context: { tenantId: 'globex' } })).not.toBe(first)
    expect(book.send('hello', { context })).toBe(first)
    expect(first).toMatchObject({ retries: 1, state: 'open' })
    book.unanswered(first)
    now = 200_000
    expect(book.send('hello', { context })).not.toBe(first)
  })

  it('continues one that its client gave up waiting for', () => {
    const book = bookAt(Date.now)
    const first = book.send('hello', { signal: AbortSignal.abort() })
    book.unanswered(first)
    expect(first.state).toBe('broken')
    expect(book.send('hello')).toBe(first)
    expect(first.signal).toBeUndefined()
  })
})

it('keeps a bounded amount of text of requests that nobody claims', () => {
  const book = bookAt(Date.now)
  const calls = Array.from({ length: 5 }, (_, index) => book.send(`${index}`.repeat(40)))
  for (const call of calls) book.finish(call, true)
  expect(calls.map(({ body }) => body?.length)).toEqual([undefined, undefined, undefined, 40, 40])
  book.remove(calls[3]!)
  const next = book.send('x'.repeat(50))
  book.finish(next, true)
  expect([calls[4]!.body?.length, next.body?.length]).toEqual([40, 50])
})
