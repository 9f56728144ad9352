import { createRandom } from '../history/random.ts'
import { largeSeries, type LargePlatform, type LargeSeries } from './large-platform.ts'
import { encodeLabels, RequestBuffer } from './remote-write.ts'

const MINUTE = 60_000
// A multiple of the distances below.
const PIECE = 60

/** Series that are recorded more seldom than once a minute. */
const EVERY_MINUTES: Readonly<Record<string, number>> = { 'five minutes': 5, 'quarter of an hour': 15 }

/** What was written. */
export interface Loaded {
  readonly series: number
  readonly samples: number
}

/** Writes the past of a large platform into a Prometheus, a sample a minute, in order of time. */
export async function loadPlatform(
  remoteWriteUrl: string,
  platform: LargePlatform,
  { nowMs, days, onProgress }: { nowMs: number; days: number; onProgress: (done: number) => void },
): Promise<Loaded> {
  const random = createRandom(5)
  const minutes = { month: days * 1440, day: 26 * 60, now: 10 }
  const all = largeSeries(platform).map((series) => ({
    series,
    labels: encodeLabels(series.labels),
    state: series.shape === 'total' ? 100 * random() : 0,
  }))
  const request = new RequestBuffer()
  const endMs = Math.floor(nowMs / MINUTE) * MINUTE
  for (let ago = minutes.month; ago > 0; ago -= PIECE) {
    const startMs = endMs - (ago - 1) * MINUTE
    const count = Math.min(PIECE, ago)
    for (const one of all) {
      if (ago - count >= minutes[one.series.since]) continue
      request.add(one.labels, startMs, MINUTE, values(one, count, random))
    }
    await request.send(remoteWriteUrl)
    onProgress(1 - (ago - count) / minutes.month)
  }
  return { series: all.length, samples: request.samples }
}

function values(
  one: { readonly series: LargeSeries; state: number },
  count: number,
  random: () => number,
): number[] {
  const { shape } = one.series
  return Array.from({ length: count }, (_, minute) => {
    if (minute % (EVERY_MINUTES[shape] ?? 1) !== 0) return Number.NaN
    // Most minutes of most series see no call.
    const added = random() < 0.3 ? Math.round(random() * 1e6) / 1e8 : 0
    if (shape === 'minute' || shape in EVERY_MINUTES) return added
    one.state += added
    return shape === 'total' ? one.state : random() * 5
  })
}
