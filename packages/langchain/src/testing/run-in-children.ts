import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ways, type ContractResult } from './run-contract.ts'

/**
 * Runs the contract in one process per way, because an instrumented process is instrumented throughout.
 * `from` is the URL of the package.json whose version of LangChain is meant; default: the newest.
 */
export async function runInChildren(from?: URL): Promise<ContractResult> {
  const results = await Promise.all(ways.map((way) => runChild(way, from)))
  return {
    coreVersion: results[0]!.coreVersion,
    classes: results[0]!.classes,
    cells: results.flatMap((result) => result.cells),
    strays: results.flatMap((result) => result.strays),
  }
}

async function runChild(way: string, from: URL | undefined): Promise<ContractResult> {
  const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const hooks = from === undefined ? [] : ['--import', new URL('resolve-from.ts', import.meta.url).href]
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@tokentoll/source',
      '--disable-warning=ExperimentalWarning',
      ...hooks,
      script('main.ts'),
      way,
    ],
    {
      env: { ...process.env, ...(from === undefined ? {} : { TOKENTOLL_LANGCHAIN_FROM: from.href }) },
      timeout: 110_000,
      maxBuffer: 16_000_000,
    },
  )
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as ContractResult
}
