import type { CostSink } from '../contracts/cost-sink.ts'
import type { Health } from './health.ts'

/** Waits for work of others, for a bounded time. What fails or takes too long is counted; it never rejects. */
export async function finishWithin(
  name: string,
  timeoutMs: number,
  health: Health,
  work: () => Promise<void>,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    await Promise.race([Promise.resolve().then(work), late])
  } catch (error) {
    health.sinkError(name, error)
  } finally {
    clearTimeout(timer)
  }
}

/** How a sink is called in health counters. */
export function nameOf(sink: CostSink): string {
  return sink.name ?? 'sink'
}
