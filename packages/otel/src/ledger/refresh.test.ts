import { describe, expect, it } from 'vitest'
import { TokentollError } from '@tokentoll/core'
import { createRefresh } from './refresh.ts'

const start = Date.parse('2026-11-22T12:00:00Z')

function refreshOf(read: () => Promise<string>, onWarning?: () => void, intervalMs = 30_000) {
  const state = { now: start, warnings: [] as string[] }
  const refresh = createRefresh({
    name: 'the ledger',
    read,
    intervalMs,
    waitMs: 5,
    hungAfterMs: 60_000,
    clock: () => state.now,
    warn(message) {
      state.warnings.push(message)
      onWarning?.()
    },
  })
  return { state, refresh }
}

describe('createRefresh', () => {
  it('gives up a reading that hangs, says so once, and asks ever more rarely', async () => {
    let reads = 0
    const { state, refresh } = refreshOf(() => {
      reads += 1
      return new Promise(() => {})
    })
    for (let minute = 0; minute <= 180; minute += 1) {
      await refresh.latest()
      state.now += 60_000
    }
    // At 0, 1, 3, 7, 15, 31, 63 and 123 minutes: the hung ones may hold connections.
    expect(reads).toBe(8)
    expect(state.warnings).toEqual([
      'the ledger could not be read; the last totals stand: no answer for 60 s',
    ])
  })

  it('goes on as before once a reading comes, and takes no late one for a newer one', async () => {
    const answers: ((text: string) => void)[] = []
    const { state, refresh } = refreshOf(() => new Promise((resolve) => answers.push(resolve)))
    expect(await refresh.latest()).toBeUndefined()
    state.now += 60_000
    expect(await refresh.latest()).toBeUndefined()
    answers[1]!('second')
    await Promise.resolve()
    answers[0]!('first, late')
    expect(await refresh.latest()).toBe('second')
    state.now += 30_000
    const third = refresh.latest()
    answers[2]!('third')
    expect(await third).toBe('third')
  })

  it('reads anew at midnight, whatever the interval', async () => {
    let reads = 0
    const { state, refresh } = refreshOf(async () => `${(reads += 1)}`)
    state.now = Date.parse('2026-11-30T23:59:59Z')
    expect(await refresh.latest()).toBe('1')
    state.now += 500
    expect(await refresh.latest()).toBe('1')
    state.now += 500
    expect(await refresh.latest()).toBe('2')
  })

  it('rests ten times as long as a reading takes', async () => {
    let reads = 0
    const { state, refresh } = refreshOf(async () => {
      reads += 1
      await new Promise((resolve) => setTimeout(resolve, 100))
      return 'read'
    })
    const settle = async () => {
      await refresh.latest()
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    await settle()
    // 100 ms are not worth more than the interval is.
    state.now += 30_000
    await settle()
    expect(reads).toBe(2)
    const slow = refreshOf(
      async () => {
        reads += 1
        await new Promise((resolve) => setTimeout(resolve, 100))
        return 'read'
      },
      undefined,
      100,
    )
    await slow.refresh.latest()
    await new Promise((resolve) => setTimeout(resolve, 150))
    slow.state.now += 900
    await slow.refresh.latest()
    expect(reads).toBe(3)
    slow.state.now += 2000
    await slow.refresh.latest()
    expect(reads).toBe(4)
  })

  it('keeps quiet about a ledger that was closed, and survives a warning hook that throws', async () => {
    let error: Error = new TokentollError({ code: 'ledger_closed', problem: 'closed', remedy: 'none' })
    const { state, refresh } = refreshOf(
      () => Promise.reject(error),
      () => {
        throw new Error('the hook is broken')
      },
    )
    expect(await refresh.latest()).toBeUndefined()
    expect(state.warnings).toEqual([])
    error = new Error('connection refused')
    for (let outage = 0; outage < 2; outage += 1) {
      state.now += 30_000
      expect(await refresh.latest()).toBeUndefined()
    }
    expect(state.warnings).toHaveLength(1)
  })
})
