#!/usr/bin/env node
// The set-up behind `npm run demo`, `npm test` and the other root scripts. It runs on whatever Node the
// machine has (20 is enough), fetches pnpm and the workspace's own Node, installs, and starts the task.
// Plain JavaScript without dependencies: nothing is installed yet when it starts.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { Trouble } from './trouble.mjs'
import { requireNode } from './require-node.mjs'
import { setUp, toolPath, workspace } from './set-up.mjs'
import { tasks } from './tasks.mjs'

const [name = '', ...args] = process.argv.slice(2)

try {
  requireNode(process.versions.node)
  const task = tasks[name]
  if (task === undefined) {
    throw new Trouble(`There is no task "${name}".`, `Tasks: ${Object.keys(tasks).join(', ')}`)
  }
  await setUp()
  process.exitCode = await run([...task, ...args])
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  process.stderr.write(`\n${error.message}\n${error.remedy}\n`)
  process.exitCode = 1
}

/** Runs a command with the workspace's tools first on PATH and passes on its end, and our signals. */
function run([command, ...rest]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      cwd: workspace,
      stdio: 'inherit',
      env: { ...process.env, PATH: toolPath(), TOKENTOLL_WORKSPACE: workspace },
    })
    // A terminal sends Ctrl-C to the whole group; a `kill` reaches only us. Either way the child decides
    // when it is done, so that it can flush what it has booked.
    const forward = (signal) => {
      if (!child.killed) child.kill(signal)
    }
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, forward)
    process.on('SIGINT', () => {})
    child.once('error', (error) =>
      reject(
        new Trouble(`Could not start ${command}: ${error.message}.`, 'Run `npm run setup` and try again.'),
      ),
    )
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}
