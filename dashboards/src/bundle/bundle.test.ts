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

function contentOf(path: string): string {
  return createBundle().find((file) => file.path === path)?.content ?? ''
}

describe.skipIf(!here)('the bundle in the programs that read it', () => {
  it('promtool takes the rules of a customised bundle', async () => {
    await writeBundle(folder, { prefix: 'regintel', groupLabels: ['cluster'] })
    for (const place of ['rules', 'rules-without-alerts']) {
      const file = `prometheus/${place}/regintel-llm-cost.rules.yaml`
      const rules = await promtool(['check', 'rules', file], { cwd: folder })
      expect(rules.code, rules.stderr).toBe(0)
    }
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

  it('has the same recording rules with and without alerts, and no alert in the latter', () => {
    const rulesOf = (place: string): object[] => {
      const { groups } = parse(contentOf(`prometheus/${place}/llm-cost.rules.yaml`)) as {
        groups: { rules: object[] }[]
      }
      return groups.flatMap(({ rules }) => rules)
    }
    const all = rulesOf('rules')
    const recording = all.filter((rule) => 'record' in rule)
    expect(recording.length).toBeLessThan(all.length)
    expect(rulesOf('rules-without-alerts')).toEqual(recording)
  })

  it('with two prefixes lives in one folder of rules, that of self-hosted models once and the same', () => {
    const rules = (prefix: string): Record<string, string> =>
      Object.fromEntries(
        createBundle({ prefix })
          .filter(({ path }) => path.startsWith('prometheus/rules/'))
          .map(({ path, content }) => [path, content]),
      )
    const [first, second] = [rules('shop'), rules('desk')]
    const common = Object.keys(first).filter((path) => path in second)
    expect(common).toEqual(['prometheus/rules/self-hosted.rules.yaml'])
    expect(first[common[0] ?? '']).toBe(second[common[0] ?? ''])
  })

  it('brings no data source into a Grafana that has one', () => {
    const copied = createBundle().filter(({ path }) => path.startsWith('grafana/provisioning'))
    expect(copied.length).toBe(2)
    for (const { path, content } of copied) expect(parse(content), path).not.toHaveProperty('datasources')
    const { services } = parse(contentOf('docker-compose.yml')) as {
      services: { grafana: { volumes: string[] } }
    }
    expect(services.grafana.volumes).toContain(
      './grafana/compose/datasources:/etc/grafana/provisioning/datasources:ro',
    )
  })

  it('names one data source everywhere', () => {
    const bundle = createBundle({ dataSource: 'Metrics', dataSourceUid: 'metrics-eu' })
    const of = (path: string): string => bundle.find((file) => file.path === path)?.content ?? ''
    expect(parse(of('grafana/compose/datasources/prometheus.yaml'))).toMatchObject({
      datasources: [{ name: 'Metrics', uid: 'metrics-eu' }],
    })
    const uids = [
      ...of('grafana/provisioning-optional/alerting/llm-cost.yaml').matchAll(/datasourceUid: (.+)/g),
    ]
    expect(new Set(uids.map((match) => match[1]))).toEqual(new Set(['metrics-eu', '__expr__']))
  })

  it('leaves nothing in a title for Terraform to fill in', () => {
    const file = createBundle({ title: 'a ${b} %{c} "d"' }).find(({ path }) => path === 'terraform/main.tf')
    expect(file?.content).toContain('title = "a $${b} %%{c} \\"d\\""')
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
    expect(first.out).toContain('29 files')
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

  it.skipIf(process.platform !== 'linux')('says in one line that a folder cannot be made', async () => {
    const { code, err } = await cli('write', '/proc/bundle')
    expect(code).toBe(1)
    expect(err).toContain('Name a folder that you may write to')
    expect(err.trim().split('\n').length).toBe(1)
  })

  it('leaves a folder with other files alone', async () => {
    await mkdir(join(folder, 'mine'))
    await writeFile(join(folder, 'mine/file'), 'x')
    const { code, err } = await cli('write', folder)
    expect(code).toBe(1)
    expect(err).toContain(folder)
    expect(err).toContain('Name a new folder')
  })

  it('takes an empty name for the folder it is started in, and leaves what is there alone', async () => {
    const { code, err } = await cli('write', '')
    expect(code).toBe(1)
    expect(err).toContain('not an empty folder')
  })

  it.each([
    [['--threshold', 'tenantHourly=1'], 'Known are'],
    [['--threshold', 'tenantHourlyUsd=much'], '"tenantHourlyUsd=much"). Give a number above 0'],
    [['--title', ''], 'leave it out for the default'],
    [['--tag', ' '], 'leave it out for the default'],
    [['--data-source', ''], 'leave it out for the default'],
    [['--label', 'tenantId'], 'Write name=value'],
    [['--prefix', '1x'], 'starting with a letter'],
    [['--prefix', 'company_platform_production'], 'Give uidPrefix as well'],
    [['--time-zone', 'Mars/Base'], 'IANA'],
    [['--label', 'tenant=customer'], 'Labels that can be renamed are'],
    [['--label', 'tenantId=task'], 'Another label has this name'],
    [['--group-label', 'tenantId'], 'Another label has this name'],
    [['--grafana-url', 'javascript:alert(1)'], 'absolute URL'],
    [['--conversation-report-url', 'not a url'], 'absolute URL'],
    [['--conversation-report-url', 'javascript:alert(1)'], 'absolute URL'],
    [['--data-source-uid', 'a b'], 'up to 40 letters'],
    [['--nonsense'], 'unknown option'],
  ])('%j is refused in one line', async (flags, words) => {
    const { code, err } = await cli('write', folder, ...flags)
    expect(code).toBe(1)
    expect(err).toContain(words)
    expect(err.trim().split('\n').length).toBe(1)
  })
})
