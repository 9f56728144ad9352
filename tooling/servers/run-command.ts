import { spawn } from 'node:child_process'

/** How a command ended and what it printed. */
export interface CommandResult {
  /** Exit code; `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly uid?: number
  readonly gid?: number
  /** Default 60 000 ms; afterwards the command is killed and the promise rejects. */
  readonly timeoutMs?: number
  /** File descriptors the command inherits as 3, 4, ... */
  readonly inherit?: readonly number[]
}

/** Runs a command to its end and collects what it prints; rejects only if it cannot run or is too slow. */
export function runCommand(
  path: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { timeoutMs = 60_000, inherit = [], ...spawnOptions } = options
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe', ...inherit] })
    const output = { stdout: '', stderr: '' }
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${path} ${args.join(' ')} was still running after ${timeoutMs} ms`))
    }, timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, ...output })
    })
  })
}

/** As `runCommand`, but a code other than 0 rejects with the last lines the command printed. */
export async function runOrThrow(
  path: string,
  args: readonly string[],
  options?: CommandOptions,
): Promise<string> {
  const result = await runCommand(path, args, options)
  if (result.code === 0) return result.stdout
  const tail = (result.stderr + result.stdout).trim().split('\n').slice(-12).join('\n')
  throw new Error(`${path} ${args.join(' ')} ended with code ${result.code}:\n${tail}`)
}
