import { spawn } from 'node:child_process'

/** One command of a run. `live` shows its output while it runs; the others show theirs only when they fail. */
export interface Step {
  readonly name: string
  readonly command: readonly string[]
  readonly live?: boolean
}

/** Runs the steps one after another, all of them, and returns the names of those that failed. */
export async function runSteps(steps: readonly Step[]): Promise<readonly string[]> {
  const failed: string[] = []
  for (const step of steps) {
    process.stdout.write(step.live === true ? `\n${step.name}\n` : step.name.padEnd(32))
    const started = performance.now()
    const { code, output } = await run(step)
    const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`
    process.stdout.write(code === 0 ? `ok      ${seconds}\n` : `FAILED  ${seconds}\n${output}\n`)
    if (code !== 0) failed.push(step.name)
  }
  return failed
}

function run(step: Step): Promise<{ readonly code: number; readonly output: string }> {
  const [program = '', ...args] = step.command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: step.live === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    })
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', (error) => resolve({ code: 1, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
