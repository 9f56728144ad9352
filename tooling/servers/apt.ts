import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CommandOptions, runOrThrow } from './run-command.ts'

/** apt with its state in a folder of our own: nothing of the system's packages or lists is changed. */
export interface PrivateApt {
  /** Fetches the package lists unless they are fresh; `force` fetches them in any case. */
  update(force?: boolean): Promise<void>
  /** The .deb files of the packages, with all they depend on when asked for. */
  resolve(packages: readonly string[], withDependencies: boolean): Promise<readonly DebFile[]>
  /** Fetches the files into a folder, except those that are there already, and checks their signed checksums. */
  download(files: readonly DebFile[], into: string): Promise<void>
}

export interface DebFile {
  readonly packageName: string
  readonly fileName: string
  /** From the signed package lists, in hexadecimal. */
  readonly sha256: string
}

export interface PrivateAptOptions {
  readonly folder: string
  /** deb822 text. */
  readonly sources: string
  /** Packages taken for installed, in any version, so that nothing is fetched for them. */
  readonly assumed: readonly string[]
  /** Descriptor of a held lock: apt keeps it, should this process end before apt does. */
  readonly lock: number
}

// The C runtime is the one thing taken from the system: mixing two of them breaks every program.
const runtimePackages = ['libc6', 'libgcc-s1', 'libstdc++6', 'gcc-12-base', 'gcc-14-base', 'libcrypt1']

const listsMaxAgeMs = 6 * 60 * 60 * 1000

export async function createPrivateApt(options: PrivateAptOptions): Promise<PrivateApt> {
  const { folder, sources, assumed, lock } = options
  const at = (...names: string[]): string => join(folder, ...names)
  await mkdir(at('lists', 'partial'), { recursive: true })
  await mkdir(at('cache', 'archives', 'partial'), { recursive: true })
  await writeFile(at('debian.sources'), sources)
  await writeFile(at('status'), await privateStatus(assumed))
  await writeFile(at('apt.conf'), configuration(at))
  const aptGet = (args: readonly string[], more: CommandOptions = {}): Promise<string> =>
    runOrThrow('apt-get', ['-c', at('apt.conf'), '-q', ...args], {
      env: { ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
      inherit: [lock],
      timeoutMs: 30 * 60_000,
      ...more,
    })
  const namesToInstall = async (packages: readonly string[]): Promise<string[]> => {
    // This plan leaves the checksums out, which the plan of a download has.
    const plan = await aptGet(['--yes', '--print-uris', 'install', ...packages])
    return [...plan.matchAll(/^'\S+' ([^_\s]+)_\S+\.deb /gm)].map(([, name = '']) => name)
  }

  return {
    async update(force = false) {
      const marker = at('lists-updated')
      const age = await stat(marker).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => Infinity,
      )
      if (!force && age < listsMaxAgeMs) return
      await aptGet(['update'])
      await writeFile(marker, '')
    },
    async resolve(packages, withDependencies) {
      const names = withDependencies ? await namesToInstall(packages) : packages
      const plan = await aptGet(['--print-uris', 'download', ...names])
      const files = [...plan.matchAll(/^'\S+' (([^_\s]+)_\S+\.deb) \d+ SHA256:([0-9a-f]{64})/gm)]
      if (files.length !== names.length)
        throw new Error(`apt gave no address for all of ${names.join(' ')}:\n${plan}`)
      return files.map(([, fileName = '', packageName = '', sha256 = '']) => ({
        fileName,
        packageName,
        sha256,
      }))
    },
    async download(files, into) {
      await mkdir(into, { recursive: true })
      await aptGet(['download', ...files.map(({ packageName }) => packageName)], { cwd: into })
      // apt takes a file of the right size for complete; after a crash its content may be anything.
      await Promise.all(files.map((file) => verify(join(into, file.fileName), file.sha256)))
    },
  }
}

async function verify(path: string, sha256: string): Promise<void> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  if (hash.digest('hex') === sha256) return
  await rm(path)
  throw new Error(`${path} did not have the checksum that the archive names; it was removed`)
}

function configuration(at: (...names: string[]) => string): string {
  const settings = {
    'Dir::Etc::SourceList': at('debian.sources'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'Dir::State': folderPath(at('state')),
    'Dir::State::Lists': folderPath(at('lists')),
    'Dir::State::status': at('status'),
    'Dir::Cache': folderPath(at('cache')),
    // Caches of 150 MB that save a second: the lists are read twice in all.
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Debug::NoLocking': 'true',
    // The user that apt drops to cannot enter a cache folder below /root.
    'APT::Sandbox::User': 'root',
    'APT::Install-Recommends': 'false',
    'APT::Install-Suggests': 'false',
    'Acquire::Languages': 'none',
    'Acquire::GzipIndexes': 'true',
    'Acquire::Retries': '3',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
  }
  // Hooks of the system's apt speak of the system's packages, and some fail without root.
  const cleared = ['APT::Update::Pre-Invoke', 'APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success']
  return [
    ...Object.entries(settings).map(([name, value]) => `${name} "${value}";`),
    ...cleared.map((name) => `#clear ${name};`),
    '',
  ].join('\n')
}

const folderPath = (path: string): string => `${path}/`

async function privateStatus(assumed: readonly string[]): Promise<string> {
  const system = await readFile('/var/lib/dpkg/status', 'utf8')
  const runtime = system
    .split(/\n\n+/)
    .filter((stanza) => runtimePackages.includes(/^Package: (\S+)/m.exec(stanza)?.[1] ?? ''))
  const assumedStanzas = assumed.map((name) =>
    [
      `Package: ${name}`,
      'Status: install ok installed',
      'Architecture: all',
      'Multi-Arch: foreign',
      'Version: 9999:0',
      'Maintainer: none',
      'Description: assumed to be there',
    ].join('\n'),
  )
  return [...runtime, ...assumedStanzas].map((stanza) => `${stanza.trim()}\n\n`).join('')
}
