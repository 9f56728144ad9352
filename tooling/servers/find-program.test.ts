import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { requireServer } from './available.ts'
import { TestServerMissingError } from './errors.ts'
import { findProgram } from './find-program.ts'
import { runCommand } from './run-command.ts'
import { useTemporaryFolder } from './test-support.ts'

function writeScript(folder: string, name: string, output: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\necho '${output}'\n`)
  chmodSync(path, 0o755)
  return path
}

describe('findProgram', () => {
  it('takes the first program of PATH that answers as it should and is new enough', async () => {
    const { path } = useTemporaryFolder()
    const folders = ['wrapper', 'old', 'good'].map((name) => join(path, name))
    folders.forEach((folder) => mkdirSync(folder))
    writeScript(join(path, 'wrapper'), 'prometheus', 'Usage: start the service with systemctl')
    writeScript(join(path, 'old'), 'prometheus', 'prometheus, version 2.9.1 (branch: HEAD)')
    const good = writeScript(join(path, 'good'), 'prometheus', 'prometheus, version 3.0.1 (branch: HEAD)')
    const env = { PATH: folders.join(':'), TOKENTOLL_SERVERS: 'system' }
    expect(await findProgram('prometheus', env)).toEqual({
      name: 'prometheus',
      path: good,
      env: {},
      from: 'system',
    })
  })

  it('wants initdb beside postgres, behind a link too', async () => {
    const { path } = useTemporaryFolder()
    mkdirSync(join(path, 'bin'))
    mkdirSync(join(path, 'lone'))
    writeScript(join(path, 'bin'), 'initdb', '')
    writeScript(join(path, 'bin'), 'postgres', 'postgres (PostgreSQL) 99.1')
    writeScript(join(path, 'lone'), 'postgres', 'postgres (PostgreSQL) 99.1')
    symlinkSync(join(path, 'bin/postgres'), join(path, 'postgres'))
    const lone = await findProgram('postgres', {
      PATH: join(path, 'lone'),
      TOKENTOLL_SERVERS: 'system',
    }).catch((error: unknown) => error)
    const linked = await findProgram('postgres', { PATH: path, TOKENTOLL_SERVERS: 'system' })
    // A PostgreSQL in Debian's own folder goes before PATH.
    if (!linked.path.startsWith('/usr/lib/postgresql')) {
      expect(linked.path).toBe(join(path, 'bin/postgres'))
      expect(lone).toBeInstanceOf(TestServerMissingError)
    }
    expect(linked.path).not.toBe(join(path, 'lone/postgres'))
  })

  it('names what is missing and what to do', async () => {
    const missing = await findProgram('vmagent', { PATH: '', TOKENTOLL_SERVERS: 'system' }).catch(
      (error: unknown) => error,
    )
    expect(missing).toMatchObject({ code: 'TEST_SERVER_MISSING', program: 'vmagent' })
    expect((missing as Error).message).toContain('install VictoriaMetrics 1.112 or newer')
  })
})

describe('requireServer', () => {
  it('fails in CI and is false elsewhere when a program is missing', async () => {
    useTemporaryFolder()
    vi.stubEnv('PATH', '')
    vi.stubEnv('TOKENTOLL_SERVERS', 'system')
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    vi.stubEnv('CI', '')
    expect(await requireServer('vmagent')).toBe(false)
    expect(String(written.mock.calls[0]?.[0])).toContain('SKIPPED')
    written.mockRestore()
    vi.stubEnv('CI', 'true')
    await expect(requireServer('vmagent')).rejects.toThrow(TestServerMissingError)
  })
})

describe('install.ts', () => {
  const install = new URL('install.ts', import.meta.url).pathname

  it('installs what is named and refuses what it does not know', async () => {
    const known = await runCommand(process.execPath, [install, 'promtool'])
    expect(known).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^promtool: \S+ \((system|archive)\)\n$/),
    })
    const unknown = await runCommand(process.execPath, [install, 'mongo'])
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown: mongo') })
  })
})
