import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { CaseName } from './cases.ts'
import type { Major } from './instant-model.ts'
import type { Measurement } from './measure-case.ts'

const script = fileURLToPath(new URL('./measure-case.ts', import.meta.url))

/** Measures one case in a process of its own. */
export async function runCase(major: Major, name: CaseName): Promise<Measurement> {
  const flags = ['--conditions=@tokentoll/source', '--no-warnings']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, String(major), name], {
    env: { ...process.env, NODE_ENV: 'production' },
    timeout: 60_000,
  })
  return JSON.parse(stdout) as Measurement
}
