import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { runOrThrow } from './run-command.ts'

/**
 * Runs `action` while this process alone holds the lock file.
 *
 * The lock is the kernel's (`flock` of util-linux, essential on Debian): it ends with the process, however that ends.
 * A command that inherits `descriptor` keeps the lock for as long as it runs, even when this process is killed.
 */
export async function withFileLock<Result>(
  path: string,
  action: (descriptor: number) => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a')
  try {
    const waitSeconds = 1800
    await runOrThrow('flock', ['--exclusive', '--wait', String(waitSeconds), '3'], {
      inherit: [file.fd],
      timeoutMs: (waitSeconds + 60) * 1000,
    })
    return await action(file.fd)
  } finally {
    await file.close()
  }
}
