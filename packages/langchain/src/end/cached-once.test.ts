import { describe, expect, it } from 'vitest'
import { cachedOnce } from './cached-once.ts'

describe('cached tokens that chunks of a stream repeat', () => {
  it('are sure where only one number of chunks can have carried them', () => {
    expect(cachedOnce(3 * 1920, 3, 2006)).toEqual({ tokens: 1920, sure: true })
    expect(cachedOnce(1921, 1, 6000)).toEqual({ tokens: 1921, sure: true })
    // Two of three chunks: the sum does not divide by three, and is more than the input.
    expect(cachedOnce(2 * 4001, 3, 6000)).toEqual({ tokens: 4001, sure: true })
  })

  it('are not where several can: then the most chunks are taken', () => {
    expect(cachedOnce(1920, 3, 6000)).toEqual({ tokens: 640, sure: false })
    expect(cachedOnce(2 * 1921, 3, 6000)).toEqual({ tokens: 1921, sure: false })
  })

  it('are unknown where none can', () => {
    expect(cachedOnce(10_001, 2, 100)).toBeUndefined()
  })
})
