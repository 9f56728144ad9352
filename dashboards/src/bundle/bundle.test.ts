import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { amtool, promtool, requireServer } from '@tokentoll/tooling/servers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { runCli } from '../cli/run-cli.ts'
import { createBundle, writeBundle } from '../index.ts'

const here = await requireServer('promtool', 'amtool')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokentoll-bundle-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function cli(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await runCli(args, { out: (text) => void (out += text), err: (text) => void (err += text) })
  return { code, out, err }
}

describe.skipIf(!here)('the bundle in the programs that read it', () => {
  it('promtool takes the rules of a customised bundle', async () => {
    await writeBundle(folder, { prefix: 'regintel', groupLabels: ['cluster'] })
    const rules = await promtool(['check', 'rules', 'prometheus/rules/llm-cost.rules.yaml'], { cwd: folder })
    expect(rules.code, rules.stderr).toBe(0)
  })

  it('amtool takes the Alertmanager configuration', async () => {
    await writeBundle(folder)
    const result = await amtool(['check-config', 'alertmanager/alertmanager.yml'], { cwd: folder })
    expect(result.code, result.stdout + result.stderr).toBe(0)
    expect(result.stdout).toContain('6 inhibit rules')
  })
})

describe('the bundle', () => {
  it('never asks Grafana for inputs where it provisions', () => {
    for (const { path, content } of createBundle()) {
      if (!path.startsWith('grafana-com/')) expect(content, path).not.toContain('__inputs')
    }
  })

  it('stays under the size that kubectl apply takes, dashboard by dashboard', () => {
    const file = createBundle().find(({ path }) => path === 'kubernetes/sidecar-configmaps.yaml')
    const documents = (file?.content ?? '').split('\n---\n')
    expect(documents.length).toBe(6)
    for (const document of documents) expect(document.length).toBeLessThan(256_000)
  })

  it('opens ports on this machine only and wants a password', () => {
    for (const name of ['docker-compose.yml', 'docker-compose.lgtm.yml']) {
      const { services } = parse(createBundle().find(({ path }) => path === name)?.content ?? '') as {
        services: Record<string, { ports: string[]; environment?: Record<string, string> }>
      }
      const ports = Object.values(services).flatMap((service) => service.ports)
      expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true)
      const passwords = Object.values(services).flatMap(
        ({ environment }) => environment?.['GF_SECURITY_ADMIN_PASSWORD'] ?? [],
      )
      expect(passwords).toEqual(['${GRAFANA_ADMIN_PASSWORD:?set GRAFANA_ADMIN_PASSWORD}'])
    }
  })

  it('with two prefixes lives in one Grafana: no uid, title, folder or provider twice', () => {
    const names = (prefix: string): string[] => {
      const files = createBundle({ prefix })
      const managed = files.find(({ path }) => path.includes('provisioning-optional'))?.content ?? ''
      const provider = files.find(({ path }) => path.includes('provisioning/dashboards'))?.content ?? ''
      const uids = [...managed.matchAll(/uid: (\S+-[0-9a-f]{12})/g)].map((match) => match[1] ?? '')
      const folders = [...provider.matchAll(/(?:name|folder|folderUid): (.+)/g)].map(
        (match) => match[1] ?? '',
      )
      return [...uids, ...folders]
    }
    const [first, second] = [names('shop'), names('desk')]
    expect(first.length).toBeGreaterThan(20)
    expect(first.filter((name) => second.includes(name))).toEqual([])
  })

  it('gives every managed alert a uid of its own that Grafana takes', () => {
    const file = createBundle().find(({ path }) => path.includes('provisioning-optional'))?.content ?? ''
    const { groups } = parse(file) as {
      groups: { rules: { uid: string; annotations: Record<string, string> }[] }[]
    }
    const rules = groups.flatMap((group) => group.rules)
    const uids = rules.map(({ uid }) => uid)
    expect(new Set(uids).size).toBe(uids.length)
    expect(uids.every((uid) => uid.length <= 40)).toBe(true)
    expect(rules.every(({ annotations }) => !/\$value\b/.test(annotations['summary'] ?? ''))).toBe(true)
  })
})

describe('tokentoll-dashboards write', () => {
  it('writes a customised bundle, and again over it', async () => {
    const args = [
      'write',
      folder,
      '--prefix',
      'regintel',
      '--label',
      'tenantId=tenant',
      '--threshold',
      'tenantHourlyUsd=25',
    ]
    const first = await cli(...args, '--alert-label', 'team=platform', '--group-label', 'cluster')
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('27 files')
    expect((await cli(...args)).code).toBe(0)
  })

  it('over an earlier bundle leaves alone what others put there or changed', async () => {
    expect((await cli('write', folder, '--prefix', 'old')).code).toBe(0)
    const alertmanager = join(folder, 'alertmanager/alertmanager.yml')
    await writeFile(alertmanager, 'route: { receiver: mine }')
    await writeFile(join(folder, '.env'), 'GRAFANA_ADMIN_PASSWORD=x')
    const { code, out } = await cli('write', folder, '--prefix', 'new')
    expect(code).toBe(0)
    expect(out).toContain('alertmanager/alertmanager.yml.new')
    expect(await readFile(alertmanager, 'utf8')).toBe('route: { receiver: mine }')
    expect(await readFile(`${alertmanager}.new`, 'utf8')).toContain('inhibit_rules')
    expect(await readFile(join(folder, '.env'), 'utf8')).toContain('GRAFANA')
    const dashboards = await readdir(join(folder, 'dashboards'))
    expect(dashboards.filter((name) => name.startsWith('old'))).toEqual([])
    expect(dashboards.filter((name) => name.startsWith('new')).length).toBe(6)
  })

  it('says in one line that a file is no folder', async () => {
    await writeFile(join(folder, 'file'), 'x')
    const { code, err } = await cli('write', join(folder, 'file'))
    expect(code).toBe(1)
    expect(err).toContain('not an empty folder')
  })

  it('leaves a folder with other files alone', async () => {
    await mkdir(join(folder, 'mine'))
    await writeFile(join(folder, 'mine/file'), 'x')
    const { code, err } = await cli('write', folder)
    expect(code).toBe(1)
    expect(err).toContain(folder)
    expect(err).toContain('Name a new folder')
  })

  it.each([
    [['--threshold', 'tenantHourly=1'], 'Known are'],
    [['--threshold', 'tenantHourlyUsd=much'], 'Give a number above 0'],
    [['--label', 'tenantId'], 'Write name=value'],
    [['--prefix', '1x'], 'starting with a letter'],
    [['--time-zone', 'Mars/Base'], 'IANA'],
    [['--nonsense'], 'unknown option'],
  ])('%j is refused in one line', async (flags, words) => {
    const { code, err } = await cli('write', folder, ...flags)
    expect(code).toBe(1)
    expect(err).toContain(words)
    expect(err.trim().split('\n').length).toBe(1)
  })
})
