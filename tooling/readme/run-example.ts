import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Which example to run, and around what. */
export interface ReadmeExample {
  /** URL of the README, e.g. `new URL('../README.md', import.meta.url)`. */
  readonly readme: URL
  /** Text that the wanted example contains; default: the first TypeScript block. */
  readonly containing?: string
  /** Folder whose dependencies the example sees; default: the README's own. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Code before and after it, for what a README leaves to its reader. */
  readonly before?: string
  readonly after?: string
}

/** Runs a TypeScript block of a README as it stands, in a process of its own, and returns what it printed. */
export async function runReadmeExample(example: ReadmeExample): Promise<string> {
  const { readme, containing = '', env = {}, before = '', after = '' } = example
  const blocks = [...readFileSync(readme, 'utf8').matchAll(/```(?:ts|typescript)\n([\s\S]+?)```/g)].map(
    (match) => match[1]!,
  )
  const code = blocks.find((block) => block.includes(containing))
  if (code === undefined)
    throw new Error(`${fileURLToPath(readme)} has no TypeScript example with "${containing}"`)
  const cwd = example.cwd ?? dirname(fileURLToPath(readme))
  // A file inside the folder: imports then resolve as they would in a file of the reader's.
  const file = join(cwd, `.readme-${randomUUID()}.ts`)
  writeFileSync(file, `${before}\n${code}\n${after}`)
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@tokentoll/source', '--disable-warning=ExperimentalWarning', file],
      { cwd, env: { ...process.env, ...env }, timeout: 30_000 },
    )
    return stdout
  } finally {
    rmSync(file, { force: true })
  }
}
