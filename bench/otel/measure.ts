/** How often an operation is measured. */
export interface Rounds {
  readonly rounds: number
  readonly operations: number
  /** Rounds before those, for the compiler; default 3. */
  readonly warmUp?: number
}

/**
 * CPU time of this thread for one operation, in nanoseconds: the mean of all rounds. The system counts CPU
 * time in ticks of some milliseconds, so a single round says little and the best of them nothing.
 */
export async function nanosecondsEach(
  { rounds, operations, warmUp = 3 }: Rounds,
  run: () => void,
  between?: () => void | Promise<void>,
): Promise<number> {
  let micros = 0
  for (let round = -warmUp; round < rounds; round += 1) {
    await between?.()
    globalThis.gc?.()
    const before = process.threadCpuUsage()
    run()
    const { user, system } = process.threadCpuUsage(before)
    if (round >= 0) micros += user + system
  }
  await between?.()
  return (micros * 1000) / (rounds * operations)
}

/** Bytes on the heap after a collection of garbage. */
export function heapBytes(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** One result: what was measured, what was promised, and whether it was kept. */
export interface Finding {
  readonly what: string
  readonly measured: string
  readonly promised?: string
  readonly isKept?: boolean
}

export function print(title: string, findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ what }) => what.length))
  const middle = Math.max(...findings.map(({ measured }) => measured.length))
  process.stdout.write(`\n${title}\n`)
  for (const { what, measured, promised, isKept } of findings) {
    const verdict = promised === undefined ? '' : `  ${isKept === true ? 'kept' : 'MISSED'}: ${promised}`
    process.stdout.write(`  ${what.padEnd(width)}  ${measured.padStart(middle)}${verdict}\n`)
  }
}
