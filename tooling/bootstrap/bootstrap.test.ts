import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { takeLock } from './lock.mjs'
import { requireNode } from './require-node.mjs'

const workspace = join(import.meta.dirname, '..', '..')

/** A checkout that was never set up, with nothing but what the set-up itself reads. */
function freshCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokentoll-set-up-'))
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'])
    cpSync(join(workspace, file), join(folder, file))
  cpSync(import.meta.dirname, join(folder, 'tooling', 'bootstrap'), { recursive: true })
  return folder
}

async function start(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const script = join(folder, 'tooling', 'bootstrap', 'run.mjs')
  return promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    timeout: 60_000,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  )
}

describe('the set-up', () => {
  it.each(['18.20.8', '20.16.0', '16.0.0'])('refuses Node %s with what to do', (version) => {
    expect(() => requireNode(version)).toThrow(
      `This is Node ${version}; the set-up needs Node 20.17 or newer.`,
    )
  })

  it.each(['20.17.0', '20.20.2', '22.15.0', '24.0.0', '26.1.0'])('takes Node %s', (version) => {
    expect(() => requireNode(version)).not.toThrow()
  })

  it('names the tasks when there is none of that name', async () => {
    const { code, output } = await start(workspace, ['dmeo'])
    expect(code).toBe(1)
    expect(output).toMatch(/There is no task "dmeo"\.\nTasks: setup, demo, test/)
  })

  it('says that the registry cannot be reached, without a stack trace', async () => {
    const { code, output } = await start(freshCheckout(), ['setup'], {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
      npm_config_cache: mkdtempSync(join(tmpdir(), 'tokentoll-npm-')),
    })
    expect(code).toBe(1)
    expect(output).toContain('The package registry could not be reached')
    expect(output).toContain('Check the network')
    expect(output).not.toMatch(/^\s+at .+:\d+/m)
  })

  it('says that its folder cannot be written', async () => {
    const folder = freshCheckout()
    // A file where the folder of tools belongs: refused for every user, root included.
    writeFileSync(join(folder, '.tools'), '')
    const { code, output } = await start(folder, ['setup'])
    expect(code).toBe(1)
    expect(output).toContain('cannot be written')
    expect(output).not.toMatch(/^\s+at .+:\d+/m)
  })
})

describe('the lock', () => {
  const file = (): string => join(mkdtempSync(join(tmpdir(), 'tokentoll-lock-')), 'lock')

  it('is taken by one at a time', async () => {
    const path = file()
    const release = await takeLock(path, () => {})
    let waited = false
    // Another process holds it, as far as the file says: our own pid would count as an earlier life.
    writeFileSync(path, `${process.ppid} other`)
    const second = takeLock(path, () => {
      waited = true
      rmSync(path)
      release()
    })
    await second
    expect(waited).toBe(true)
  })

  it.each([
    ['a process that died', '999999999'],
    ['a write that was cut short', ''],
    ['our own pid in an earlier life', String(process.pid)],
  ])('is taken over from %s', async (_, content) => {
    const path = file()
    writeFileSync(path, content)
    const release = await takeLock(path, () => expect.unreachable('waited for nobody'))
    release()
    expect(existsSync(path)).toBe(false)
  })

  it('is taken over when it is older than any set-up', async () => {
    const path = file()
    writeFileSync(path, '1')
    const longAgo = new Date(Date.now() - 3_600_000)
    utimesSync(path, longAgo, longAgo)
    await takeLock(path, () => expect.unreachable('waited for nobody'))
  })
})
