import { readdirSync, readFileSync } from 'node:fs'

/** Command lines of the running processes that contain `text`. Linux only, as the tests of processes are. */
export function commandsWith(text: string): readonly string[] {
  const found: string[] = []
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')
      if (command.includes(text)) found.push(command)
    } catch {
      // It ended while we looked.
    }
  }
  return found
}

/** Waits until no process has `text` in its command line; returns those that are left after the time. */
export async function goneWithin(text: string, timeoutMs: number): Promise<readonly string[]> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const left = commandsWith(text)
    if (left.length === 0 || Date.now() > end) return left
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
