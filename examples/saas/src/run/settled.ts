import { setTimeout as sleep } from 'node:timers/promises'

const longestMs = 15_000

/**
 * Reads until the last export has gone through, that is until `difference` is below a billionth of a dollar:
 * a sample is visible a second or two after it was sent. What the last reading says is returned, right or wrong.
 */
export async function settled<Reading>(
  read: () => Promise<Reading>,
  difference: (reading: Reading) => bigint,
): Promise<Reading> {
  const end = Date.now() + longestMs
  for (;;) {
    const found = await read()
    const off = difference(found)
    if ((off > -1000n && off < 1000n) || Date.now() > end) return found
    await sleep(250)
  }
}
