import { describe, expect, it } from 'vitest'
import { createBatches } from './batches.ts'

const usage = { inputTokens: 10, outputTokens: 5 }

describe('prompts that share a request', () => {
  it('cost nothing once another one of them has told the usage of all', () => {
    const batches = createBatches()
    const request = { batch_size: 2 }
    const [first, second] = [batches.of(request), batches.of(request)]
    expect(first).toBe(second)
    expect(batches.settle(first, { usage })).toEqual({ usage })
    expect(batches.settle(second, {}).usage).toEqual({ inputTokens: 0, outputTokens: 0 })
  })

  it('are unknown until then, and for an answer out of a cache, which says nothing about the request', () => {
    const batches = createBatches()
    const batch = batches.of({ batch_size: 2 })
    expect(batches.settle(batch, {}).usage).toBeUndefined()
    expect(batches.settle(batch, { cached: true, usage })).toEqual({ cached: true, usage })
    expect(batches.settle(batch, {}).usage).toBeUndefined()
    batches.settle(batch, { usage })
    expect(batches.settle(batch, { cached: true })).toEqual({ cached: true })
  })

  it('are those of several only, by the object that LangChain hands to all of them', () => {
    const batches = createBatches()
    expect(batches.of({ batch_size: 1 })).toBeUndefined()
    expect(batches.of(undefined)).toBeUndefined()
    expect(batches.of({ batch_size: 2 })).not.toBe(batches.of({ batch_size: 2 }))
  })
})
