import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished, vi } from 'vitest'

/** Makes a folder the test's own temporary folder, so that what a server leaves behind is seen. */
export function useTemporaryFolder(): { readonly path: string; entries(): string[] } {
  const path = mkdtempSync(join(tmpdir(), 'tokentoll-test-'))
  chmodSync(path, 0o755)
  vi.stubEnv('TMPDIR', path)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(path, { recursive: true, force: true })
  })
  return { path, entries: () => readdirSync(path) }
}

/** Whether a process runs; one that has ended and that nobody has asked about yet (a zombie) does not. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Waits until a condition holds, and fails after `timeoutMs` with what it was. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`after ${timeoutMs} ms still not: ${what}`)
    await delay(20)
  }
}
