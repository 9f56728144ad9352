import { setTimeout as sleep } from 'node:timers/promises'
import type { Sums } from '../report/compare.ts'

const longestMs = 15_000

/**
 * Reads until the last export has gone through: a sample is visible a second or two after it was sent. What
 * the last reading says is returned, right or wrong.
 */
export async function settled(read: () => Promise<Sums>, expected: Sums): Promise<Sums> {
  const end = Date.now() + longestMs
  for (;;) {
    const found = await read()
    const difference = found.exactPico - expected.exactPico
    if ((difference > -1000n && difference < 1000n) || Date.now() > end) return found
    await sleep(250)
  }
}
