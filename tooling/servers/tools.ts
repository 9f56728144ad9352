import { findProgram } from './find-program.ts'
import type { ProgramName } from './programs.ts'
import { type CommandResult, runCommand } from './run-command.ts'

/** How `promtool`, `amtool` and `docker-compose` are run. */
export interface ToolOptions {
  /** Working directory; default: that of this process. */
  readonly cwd?: string
  /** Default 60 000 ms. */
  readonly timeoutMs?: number
}

/**
 * Runs promtool, the checker and unit tester for Prometheus rules, to its end.
 *
 * @throws TestServerMissingError; a failed check is a `code` other than 0.
 */
export function promtool(args: readonly string[], options?: ToolOptions): Promise<CommandResult> {
  return runTool('promtool', args, options)
}

/**
 * Runs amtool, the checker and client for Alertmanager, to its end.
 *
 * @throws TestServerMissingError; a failed check is a `code` other than 0.
 */
export function amtool(args: readonly string[], options?: ToolOptions): Promise<CommandResult> {
  return runTool('amtool', args, options)
}

/**
 * Runs docker-compose to its end. Only what needs no Docker works everywhere: `config` reads files and checks them.
 *
 * @throws TestServerMissingError; a failed check is a `code` other than 0.
 */
export function dockerCompose(args: readonly string[], options?: ToolOptions): Promise<CommandResult> {
  return runTool('docker-compose', args, options)
}

/**
 * The path of an executable Chromium. Start it with `--headless --no-sandbox`: as root it has no sandbox.
 *
 * @throws TestServerMissingError
 */
export async function findChromium(): Promise<string> {
  const { path } = await findProgram('chromium')
  return path
}

async function runTool(
  name: ProgramName,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<CommandResult> {
  const program = await findProgram(name)
  return runCommand(program.path, args, { ...options, env: { ...process.env, ...program.env } })
}
