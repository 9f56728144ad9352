import { accessSync, constants, readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'
import { components } from './components.ts'
import { debianCodename, type UnpackedComponent, unpackComponent } from './debian-archive.ts'
import { TestServerMissingError } from './errors.ts'
import { type ProgramDescription, type ProgramName, programs } from './programs.ts'
import { runCommand } from './run-command.ts'

/** A program that can be run, with the environment it needs. */
export interface Program {
  readonly name: ProgramName
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  readonly from: 'system' | 'archive'
  /** Folder it was unpacked into, when it comes from the archive. */
  readonly root?: string
}

/**
 * Finds a program on this system, else in the cache, else installs it from the Debian archive into the cache.
 * `TOKENTOLL_SERVERS=archive` leaves the system's programs aside, `TOKENTOLL_SERVERS=system` never downloads.
 *
 * @throws TestServerMissingError when none of this gives a program.
 */
export async function findProgram(name: ProgramName, env: NodeJS.ProcessEnv = process.env): Promise<Program> {
  const description = programs[name]
  const mode = env['TOKENTOLL_SERVERS'] ?? ''
  if (mode !== 'archive') {
    const path = await findOnSystem(description, env)
    if (path !== undefined) return { name, path, env: {}, from: 'system' }
  }
  if (mode === 'system') {
    throw new TestServerMissingError(
      name,
      `not found on PATH, and TOKENTOLL_SERVERS=system; ${description.remedy}.`,
    )
  }
  return findInArchive(name, description, env)
}

async function findOnSystem(
  { fileNames, companions = [], probe }: ProgramDescription,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  for (const folder of systemFolders(env)) {
    for (const fileName of fileNames) {
      const found = join(folder, fileName)
      if (!isExecutable(found)) continue
      const path = realpathSync(found)
      if (!companions.every((companion) => isExecutable(join(dirname(path), companion)))) continue
      // A wrapper may stand in the program's place, or the program may be too old.
      const result = await runCommand(found, probe.args, { timeoutMs: 10_000 }).catch(() => undefined)
      if (result && probe.accept(result.stdout + result.stderr)) return companions.length > 0 ? path : found
    }
  }
  return undefined
}

function systemFolders(env: NodeJS.ProcessEnv): string[] {
  const postgres = '/usr/lib/postgresql'
  const versions = readFolder(postgres).sort((left, right) => Number(right) - Number(left))
  const onPath = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return [
    ...new Set([
      ...versions.map((version) => join(postgres, version, 'bin')),
      ...onPath,
      '/usr/local/bin',
      '/usr/bin',
    ]),
  ]
}

async function findInArchive(
  name: ProgramName,
  description: ProgramDescription,
  env: NodeJS.ProcessEnv,
): Promise<Program> {
  const codename = await debianCodename()
  if (codename === undefined) {
    const reason = `not found on PATH, and this system is not Debian, whose archive has it; ${description.remedy}.`
    throw new TestServerMissingError(name, reason)
  }
  const component = components[description.component]
  const unpacked = await unpackComponent(component, { cache: cacheFolder(env), codename }).catch(
    (cause: unknown) => {
      const detail = cause instanceof Error ? cause.message : String(cause)
      const reason = `it could not be installed from the Debian archive; ${description.remedy}.\n${detail}`
      throw new TestServerMissingError(name, reason, { cause })
    },
  )
  return {
    name,
    path: expandVersion(unpacked.root, description.archivePath),
    env: libraryPath(unpacked),
    from: 'archive',
    root: unpacked.root,
  }
}

function expandVersion(root: string, path: string): string {
  const [before, after] = path.split('/*/')
  if (before === undefined || after === undefined) return join(root, path)
  const newest = readFolder(join(root, before)).sort((left, right) => Number(right) - Number(left))[0] ?? ''
  return join(root, before, newest, after)
}

function libraryPath({ root, libraryFolders }: UnpackedComponent): Record<string, string> {
  if (libraryFolders.length === 0) return {}
  return { LD_LIBRARY_PATH: libraryFolders.map((folder) => join(root, folder)).join(delimiter) }
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
