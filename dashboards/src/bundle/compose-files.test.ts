import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerCompose, requireServer } from '@tokentoll/tooling/servers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeBundle } from '../index.ts'

const here = await requireServer('docker-compose')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokentoll-compose-'))
  await writeBundle(folder, { prefix: 'regintel' })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What `docker compose config` makes of a file, as far as it is looked at here. */
interface ComposeModel {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly ports?: readonly { readonly host_ip?: string }[]
        readonly volumes?: readonly { readonly type: string; readonly source: string }[]
      }
    >
  >
}

describe.skipIf(!here)('the compose files in docker compose', () => {
  const files = ['docker-compose.yml', 'docker-compose.lgtm.yml']

  it.each(files)('%s: ports on this machine only, and every file that it mounts is there', async (file) => {
    await writeFile(join(folder, '.env'), 'GRAFANA_ADMIN_PASSWORD=secret\n')
    const config = await dockerCompose(['-f', file, 'config', '--format', 'json'], { cwd: folder })
    expect(config.code, config.stderr).toBe(0)
    const services = Object.values((JSON.parse(config.stdout) as ComposeModel).services)
    const ports = services.flatMap((service) => service.ports ?? [])
    expect(ports.length).toBeGreaterThan(0)
    expect(ports.filter((port) => port.host_ip !== '127.0.0.1')).toEqual([])
    const mounted = services.flatMap((service) => service.volumes ?? []).filter(({ type }) => type === 'bind')
    expect(mounted.length).toBeGreaterThan(0)
    for (const { source } of mounted) await access(source)
  })

  it.each(files)('%s: does not start without a password', async (file) => {
    const config = await dockerCompose(['-f', file, 'config', '--quiet'], { cwd: folder })
    expect(config.code).not.toBe(0)
    expect(config.stderr).toContain('set GRAFANA_ADMIN_PASSWORD')
  })
})
