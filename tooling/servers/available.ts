import { TestServerMissingError } from './errors.ts'
import { findProgram } from './find-program.ts'
import type { ProgramName } from './programs.ts'

/** Whether a program is here; it is installed from the Debian archive where that is possible. */
export async function available(name: ProgramName): Promise<boolean> {
  return (await reasonMissing(name)) === undefined
}

/**
 * For tests that need real servers: `describe.skipIf(!(await requireServer('postgres')))(...)`.
 * True when all are here. A missing one is an error in CI (`CI=true`); elsewhere it is named on stderr and the answer
 * is false.
 *
 * @throws TestServerMissingError in CI.
 */
export async function requireServer(...names: readonly ProgramName[]): Promise<boolean> {
  const missing = (await Promise.all(names.map(reasonMissing))).filter((error) => error !== undefined)
  const [first] = missing
  if (first === undefined) return true
  if (process.env['CI'] === 'true' || process.env['CI'] === '1') throw first
  for (const error of missing) process.stderr.write(`SKIPPED, because ${error.message}\n`)
  return false
}

async function reasonMissing(name: ProgramName): Promise<TestServerMissingError | undefined> {
  return findProgram(name).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof TestServerMissingError) return error
      throw error
    },
  )
}
