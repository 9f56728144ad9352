import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Component } from './components.ts'
import { debianCodename, type UnpackedComponent, unpackComponent } from './debian-archive.ts'
import { runOrThrow } from './run-command.ts'
import { useTemporaryFolder } from './test-support.ts'

const codename = await debianCodename()

/** An archive on disk with two packages, one depending on the other, for the system's own apt and dpkg. */
async function createArchive(
  folder: string,
  release: string,
): Promise<{ aptFolder: string; packages: string }> {
  const entries = [
    await createPackage(folder, { name: 'sample-server', depends: 'libc6, adduser, libsample1' }),
    await createPackage(folder, { name: 'libsample1', depends: 'libc6' }),
  ]
  const index = join(folder, 'dists', release, 'main', `binary-${await architecture()}`)
  mkdirSync(index, { recursive: true })
  const packages = join(index, 'Packages')
  writeFileSync(packages, entries.join('\n'))
  const aptFolder = join(folder, 'etc')
  mkdirSync(aptFolder)
  writeFileSync(join(aptFolder, 'sources.list'), `deb [trusted=yes] file:${folder} ${release} main\n`)
  return { aptFolder, packages }
}

async function createPackage(folder: string, options: { name: string; depends: string }): Promise<string> {
  const { name, depends } = options
  const tree = join(folder, name)
  for (const path of ['DEBIAN', 'usr/lib/any-linux-gnu', `usr/share/doc/${name}`, 'usr/bin']) {
    mkdirSync(join(tree, path), { recursive: true })
    chmodSync(join(tree, path), 0o755)
  }
  writeFileSync(join(tree, 'usr/lib/any-linux-gnu', `${name}.so.1`), name)
  writeFileSync(join(tree, `usr/share/doc/${name}/copyright`), name)
  writeFileSync(join(tree, 'usr/bin', `${name}-extra`), name)
  const control = `Package: ${name}\nVersion: 1:2.0\nArchitecture: all\nMaintainer: none\nDepends: ${depends}\nDescription: test\n`
  writeFileSync(join(tree, 'DEBIAN/control'), control)
  const file = join(folder, `${name}.deb`)
  await runOrThrow('dpkg-deb', ['--build', tree, file])
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  return `${control}Filename: ${name}.deb\nSize: ${statSync(file).size}\nSHA256: ${sha256}\n`
}

const architecture = async (): Promise<string> => (await runOrThrow('dpkg', ['--print-architecture'])).trim()

const sample: Component = {
  name: 'sample',
  suite: 'own',
  packages: ['sample-server'],
  withDependencies: true,
  unwanted: ['usr/bin/libsample1-extra'],
  finish: async ({ folder, root }) => writeFileSync(join(folder, 'finished'), root),
}

describe.skipIf(codename === undefined)('unpackComponent', () => {
  const release = codename ?? ''

  it('unpacks a package with its dependencies, once, for many who ask at a time', async () => {
    const { path } = useTemporaryFolder()
    const { aptFolder } = await createArchive(join(path, 'archive'), release)
    const cache = join(path, 'cache')
    const ask = (): Promise<UnpackedComponent> =>
      unpackComponent(sample, { cache, codename: release, aptFolder })
    const [first, second, third] = await Promise.all([ask(), ask(), ask()])
    expect(first).toEqual({ root: join(cache, 'sample'), libraryFolders: ['usr/lib/any-linux-gnu'] })
    expect([second, third]).toEqual([first, first])
    expect(readdirSync(join(first.root, 'usr/lib/any-linux-gnu')).sort()).toEqual([
      'libsample1.so.1',
      'sample-server.so.1',
    ])
    expect(readdirSync(join(first.root, 'usr/bin'))).toEqual(['sample-server-extra'])
    expect(existsSync(join(first.root, 'usr/share/doc'))).toBe(false)
    expect(readFileSync(join(first.root, 'finished'), 'utf8')).toBe(first.root)
    expect(readdirSync(cache).sort()).toEqual(['apt', 'archives', 'sample'])
    expect(readdirSync(join(cache, 'archives'))).toEqual([])

    const before = statSync(join(first.root, 'finished')).ino
    await ask()
    expect(statSync(join(first.root, 'finished')).ino).toBe(before)
    await unpackComponent({ ...sample, unwanted: [] }, { cache, codename: release, aptFolder })
    expect(readdirSync(join(first.root, 'usr/bin'))).toHaveLength(2)
  })

  it('starts over from what an interrupted try left, and refuses a file that is not the signed one', async () => {
    const { path } = useTemporaryFolder()
    const { aptFolder, packages } = await createArchive(join(path, 'archive'), release)
    const cache = join(path, 'cache')
    const archives = join(cache, 'archives', 'sample')
    mkdirSync(join(cache, 'sample.partial', 'usr'), { recursive: true })
    mkdirSync(archives, { recursive: true })
    const size = statSync(join(path, 'archive', 'libsample1.deb')).size
    writeFileSync(join(archives, 'libsample1_1%3a2.0_all.deb'), Buffer.alloc(size))
    const options = { cache, codename: release, aptFolder }
    expect((await unpackComponent(sample, options)).libraryFolders).toEqual(['usr/lib/any-linux-gnu'])

    writeFileSync(packages, readFileSync(packages, 'utf8').replace(/SHA256: ./g, 'SHA256: f'))
    const changed = { ...sample, unwanted: [] }
    const other = { ...options, cache: join(path, 'other-cache') }
    await expect(unpackComponent(changed, other)).rejects.toThrow(/Hash Sum mismatch|checksum/)
    expect(existsSync(join(path, 'other-cache', 'sample'))).toBe(false)
  })

  it('says when the sources name no archive of Debian', async () => {
    const { path } = useTemporaryFolder()
    const options = { cache: join(path, 'cache'), codename: release, aptFolder: join(path, 'nothing') }
    await expect(unpackComponent(sample, options)).rejects.toThrow(/no entry of apt's sources/)
  })
})
