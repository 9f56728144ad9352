/** What has to be ended, in the reverse order of its start. */
export interface CleanUp {
  add(end: () => Promise<void>): void
  /** Ends everything, even when one of them fails. */
  run(): Promise<void>
}

export function createCleanUp(): CleanUp {
  const ends: (() => Promise<void>)[] = []
  return {
    add: (end) => void ends.push(end),
    async run() {
      for (const end of ends.splice(0).toReversed()) {
        await end().catch((error: unknown) => process.stderr.write(`while stopping: ${String(error)}\n`))
      }
    },
  }
}
