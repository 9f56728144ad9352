import { execFile, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const flags = ['--conditions=@tokentoll/source', '--disable-warning=ExperimentalWarning', '--expose-gc']
const pathOf = (script: string): string => fileURLToPath(new URL(script, import.meta.url))
// Nothing of the machine's own tracing may take part.
const env = { ...process.env, LANGSMITH_TRACING: 'false', LANGCHAIN_CALLBACKS_BACKGROUND: '' }

/** Runs a script of this folder and reads the JSON of its last line. */
export async function runChild<Result>(script: string, ...args: readonly string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, pathOf(script), ...args], {
    env,
    timeout: 180_000,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Result
}

/** Starts the sink server; resolves with its address and what ends it. */
export function startSink(): Promise<{ readonly url: string; stop(): void }> {
  const child = spawn(process.execPath, [...flags, pathOf('sink-server.ts')], { env })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', (line: Buffer) =>
      resolve({ url: String(line).trim(), stop: () => child.kill() }),
    )
  })
}
