import { readdirSync, readFileSync } from 'node:fs'

/** All processes that a process has started, at any depth. Linux only, as the tests of processes are. */
export function descendantsOf(pid: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = parentOf(Number(entry))
    if (parent !== undefined) parents.set(Number(entry), parent)
  }
  const found = new Set([pid])
  for (let grown = true; grown;) {
    grown = false
    for (const [child, parent] of parents) {
      if (!found.has(parent) || found.has(child)) continue
      found.add(child)
      grown = true
    }
  }
  found.delete(pid)
  return [...found]
}

/** Waits until none of the processes runs any more; returns those that still do after the time. */
export async function goneWithin(pids: readonly number[], timeoutMs: number): Promise<readonly number[]> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const left = pids.filter((pid) => parentOf(pid) !== undefined)
    if (left.length === 0 || Date.now() > end) return left
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

// Undefined for a process that has ended, or has ended and was not yet waited for (a zombie).
function parentOf(pid: number): number | undefined {
  try {
    // The name is in parentheses and may hold anything; what follows the last one is regular.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : Number(parent)
  } catch {
    return undefined
  }
}
