import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { hrTime } from '../series/hr-time.ts'
import { collectPoints, reader, valueOf, type PublishedPoint } from '../testing/collect.ts'
import { createMetricsSink, type MetricsSink } from './metrics-sink.ts'

const start = 1_800_000_000_000
const hour = 3_600_000
const minute = 60_000

const ofTenant = (tenantId: string, inputPicoUsd = 1_000_000_000_000) =>
  costRecord({ attribution: { tenantId }, cost: { inputPicoUsd, outputPicoUsd: 0 } })
const costsOf = (points: readonly PublishedPoint[], tenantId: string) =>
  points.filter(
    ({ metric, labels }) =>
      metric === 'llm.cost' && labels['tenantId'] === tenantId && labels['costType'] === 'total',
  )

/** A reader that collects, and has what it collected. */
function createFollower(sink: MetricsSink) {
  let since: number | undefined
  return {
    async at(timeMs: number): Promise<readonly PublishedPoint[]> {
      const { points, collected } = await collectPoints(sink, timeMs, since)
      since = collected.mark
      sink.delivered(reader, timeMs)
      return points
    },
  }
}

describe('idle series', () => {
  it('leave when their last value has arrived, and go on where they were when they come back soon', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    const follower = createFollower(sink)
    sink.record(ofTenant('idle'))
    for (let hours = 0; hours <= 2; hours += 1) {
      sink.record(ofTenant('busy'))
      expect(costsOf(await follower.at(start + hours * hour + 1), 'idle').at(-1)?.value).toBe(1)
    }
    const without = await follower.at(start + 3 * hour)
    expect(costsOf(without, 'idle')).toEqual([])
    expect(costsOf(without, 'busy')).toHaveLength(1)
    expect(without.filter(({ metric }) => metric === 'llm.cost.retired')).toEqual([])
    sink.record(ofTenant('idle'))
    expect(costsOf(await follower.at(start + 5 * hour), 'idle').map(({ value }) => value)).toEqual([2])
  })

  it('are forgotten hours later, and their money stays by tenant', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    const follower = createFollower(sink)
    sink.record(ofTenant('idle'))
    for (let hours = 0; hours <= 13; hours += 1) await follower.at(start + hours * hour + 1)
    const points = await follower.at(start + 14 * hour)
    expect(valueOf(points, 'llm.cost.retired', { tenantId: 'idle', costType: 'total' })).toBe(1)
    sink.record(ofTenant('idle', 2_000_000_000_000))
    const born = costsOf(await follower.at(start + 14 * hour + minute), 'idle')
    expect(born.map(({ value, timeMs, startMs }) => [value, timeMs - start, startMs - start])).toEqual([
      [0, 14 * hour, 14 * hour],
      [2, 14 * hour + minute, 14 * hour],
    ])
  })

  it('stay while the other side has not got them', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    sink.record(costRecord())
    const other = {}
    for (let minutes = 0; minutes < 300; minutes += 30) {
      // One reader keeps coming and never gets through.
      await collectPoints(sink, start + minutes * minute)
      await sink.collect({ reader: other, time: hrTime(start + minutes * minute), since: undefined })
      sink.delivered(other, start + minutes * minute)
    }
    const { points } = await collectPoints(sink, start + 5 * hour)
    expect(valueOf(points, 'llm.cost', { costType: 'total' })).toBe(0.0035)
  })

  it('do not wait for a reader that came once', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    const follower = createFollower(sink)
    sink.record(ofTenant('idle'))
    const curl = {}
    await sink.collect({ reader: curl, time: hrTime(start), since: Infinity })
    sink.delivered(curl, start)
    for (let hours = 0; hours <= 3; hours += 1) await follower.at(start + hours * hour + 1)
    expect(costsOf(await follower.at(start + 4 * hour), 'idle')).toEqual([])
  })

  const gaps = [1, 5, 7, 7.45, 7.5, 7.55, 8, 8.02, 8.5, 9, 9.02, 9.4, 9.5, 9.6, 12, 30]
  it.each(gaps.flatMap((hoursAway) => [8, 9].map((memory) => [hoursAway, memory] as const)))(
    'count once when they are away for about %d hours and the rule remembers for %d',
    async (hoursAway, memoryHours) => {
      const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
      const follower = createFollower(sink)
      let seen = { value: 0, at: -Infinity }
      let counted = 0
      const step = async (timeMs: number): Promise<void> => {
        const value = costsOf(await follower.at(timeMs), 'acme').at(-1)?.value
        if (value === undefined) return
        const before = timeMs - seen.at <= memoryHours * hour ? seen.value : 0
        counted += value >= before ? value - before : value
        seen = { value, at: timeMs }
      }
      let now = start
      const run = async (until: number): Promise<void> => {
        for (; now < until; now += minute) await step(now)
      }
      sink.record(ofTenant('acme'))
      await run(start + (2 + hoursAway) * hour)
      sink.record(ofTenant('acme', 3_000_000_000_000))
      sink.record(ofTenant('acme', 2_000_000_000_000))
      await run(now + 3 * hour)
      expect(counted).toBe(6)
    },
  )

  it('publish what they held back when the process ends', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    const follower = createFollower(sink)
    sink.record(ofTenant('acme'))
    for (let minutes = 0; minutes <= 10.5 * 60; minutes += 30) await follower.at(start + minutes * minute + 1)
    sink.record(ofTenant('acme', 3_000_000_000_000))
    expect(costsOf(await follower.at(start + 10.6 * hour), 'acme')).toEqual([])
    await sink.close()
    const last = await follower.at(start + 10.7 * hour)
    expect(costsOf(last, 'acme').map(({ value }) => value)).toEqual([0, 3])
    expect(valueOf(last, 'llm.cost.retired', { tenantId: 'acme', costType: 'total' })).toBe(1)
  })

  it('keep the retired money of at most so many tenants apart', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour, limits: { tenantId: 3 } })
    const follower = createFollower(sink)
    for (let day = 0; day < 6; day += 1) {
      sink.record(ofTenant(`t${day}`))
      for (let hours = 0; hours < 24; hours += 1) await follower.at(start + (24 * day + hours) * hour + 1)
    }
    const retired = (await follower.at(start + 200 * hour)).filter(
      ({ metric, labels }) => metric === 'llm.cost.retired' && labels['costType'] === 'total',
    )
    expect(retired.map(({ labels, value }) => [labels['tenantId'], value])).toEqual([
      ['t0', 1],
      ['t1', 1],
      ['t2', 1],
      ['__other__', 3],
    ])
  })
})
