import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPrivateApt, type PrivateApt } from './apt.ts'
import { assumedPackages, type Component } from './components.ts'
import { deriveSources } from './debian-sources.ts'
import { withFileLock } from './file-lock.ts'
import { withProgress } from './progress.ts'
import { runOrThrow } from './run-command.ts'

/** What the cache says about an unpacked component. */
export interface UnpackedComponent {
  readonly root: string
  /** Folders with shared libraries, relative to `root`, for LD_LIBRARY_PATH. */
  readonly libraryFolders: readonly string[]
}

interface Manifest {
  readonly fingerprint: string
  readonly files: readonly string[]
  readonly libraryFolders: readonly string[]
}

export interface ArchiveOptions {
  /** Folder that holds the unpacked components. */
  readonly cache: string
  /** The release of Debian that runs here. */
  readonly codename: string
  /** Where apt's source files are; default `/etc/apt`. */
  readonly aptFolder?: string
}

/** The release of Debian that runs here, such as `bookworm`; `undefined` on any other system. */
export async function debianCodename(): Promise<string | undefined> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1]
  return value('ID') === 'debian' ? value('VERSION_CODENAME') : undefined
}

/** A component that an earlier run unpacked completely, for this release of Debian. */
async function findUnpacked(
  component: Component,
  { cache, codename }: ArchiveOptions,
): Promise<UnpackedComponent | undefined> {
  const root = join(cache, component.name)
  const text = await readFile(join(root, 'manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const manifest = JSON.parse(text) as Manifest
  if (manifest.fingerprint !== fingerprint(component, codename)) return undefined
  return { root, libraryFolders: manifest.libraryFolders }
}

/**
 * Downloads and unpacks a component into the cache, unless it is there. Nothing outside the cache is touched; root is
 * not needed. Several processes may ask at once; an interrupted try is taken up where it stopped.
 */
export async function unpackComponent(
  component: Component,
  options: ArchiveOptions,
): Promise<UnpackedComponent> {
  const present = await findUnpacked(component, options)
  if (present) return present
  const suite = component.suite === 'own' ? options.codename : component.suite
  // apt's state is kept per release: two releases can be worked on at the same time.
  const lockPath = join(options.cache, 'apt', `${suite}.lock`)
  return withProgress(`installing ${component.name} from the Debian archive`, () =>
    withFileLock(lockPath, async (lock) => {
      const meanwhile = await findUnpacked(component, options)
      return meanwhile ?? unpack(component, suite, options, lock)
    }),
  )
}

async function unpack(
  component: Component,
  suite: string,
  { cache, codename, aptFolder = '/etc/apt' }: ArchiveOptions,
  lock: number,
): Promise<UnpackedComponent> {
  const sources = deriveSources({ files: await systemSources(aptFolder), codename, suite })
  if (sources === '') {
    throw new Error(`no entry of apt's sources is the Debian archive of ${codename}; add one in ${aptFolder}`)
  }
  const apt = await createPrivateApt({
    folder: join(cache, 'apt', suite),
    sources,
    assumed: assumedPackages,
    lock,
  })
  const archives = join(cache, 'archives', component.name)
  const files = await fetchFiles(apt, component, archives)

  const root = join(cache, component.name)
  const partial = `${root}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  for (const file of files)
    await runOrThrow('dpkg', ['-x', join(archives, file), partial], { inherit: [lock] })
  const documentation = ['doc', 'man', 'locale', 'info', 'lintian', 'bug'].map((name) => `usr/share/${name}`)
  for (const path of [...documentation, ...(component.unwanted ?? [])]) {
    await rm(join(partial, path), { recursive: true, force: true })
  }
  const libraryFolders = component.withDependencies ? await findLibraryFolders(partial) : []
  await component.finish?.({ folder: partial, root, libraryFolders })
  const manifest: Manifest = { fingerprint: fingerprint(component, codename), files, libraryFolders }
  await writeFile(join(partial, 'manifest.json'), JSON.stringify(manifest, null, 2))
  await rm(root, { recursive: true, force: true })
  await rename(partial, root)
  await rm(archives, { recursive: true, force: true })
  return { root, libraryFolders }
}

async function fetchFiles(apt: PrivateApt, component: Component, into: string): Promise<readonly string[]> {
  const fetchOnce = async (forceUpdate: boolean): Promise<readonly string[]> => {
    await apt.update(forceUpdate)
    const files = await apt.resolve(component.packages, component.withDependencies)
    await apt.download(files, into)
    return files.map(({ fileName }) => fileName)
  }
  // Lists that are some hours old may name a version that the mirror has since replaced.
  return fetchOnce(false).catch(() => fetchOnce(true))
}

async function systemSources(aptFolder: string): Promise<{ path: string; text: string }[]> {
  const parts = join(aptFolder, 'sources.list.d')
  const names = (await readdir(parts).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name))
  const paths = [join(aptFolder, 'sources.list'), ...names.map((name) => join(parts, name))]
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(path, 'utf8').catch(() => '') })),
  )
}

async function findLibraryFolders(root: string): Promise<string[]> {
  const found: string[] = []
  for (const base of ['usr/lib', 'lib']) {
    const triplets = (await readdir(join(root, base)).catch(() => [])).filter((name) =>
      /-linux-gnu/.test(name),
    )
    for (const triplet of triplets) {
      const folder = join(base, triplet)
      const entries = await readdir(join(root, folder), { withFileTypes: true })
      const inner = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
      for (const candidate of [folder, ...inner]) {
        const names = await readdir(join(root, candidate))
        if (names.some((name) => /\.so(\.|$)/.test(name))) found.push(candidate)
      }
    }
  }
  return found
}

function fingerprint(component: Component, codename: string): string {
  const { finish, ...data } = component
  // Raise `layout` when what is done after unpacking changes.
  return JSON.stringify({ layout: 3, codename, architecture: process.arch, finish: finish?.name, ...data })
}
