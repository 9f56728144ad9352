import { dirname, join } from 'node:path'
import { chmodSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { requireServer } from './available.ts'
import { TestServerStartError } from './errors.ts'
import { findProgram } from './find-program.ts'
import { startPostgres } from './postgres.ts'
import { runOrThrow } from './run-command.ts'
import { processExists, useTemporaryFolder } from './test-support.ts'

async function sql(url: string, statement: string): Promise<string> {
  const { path, env } = await findProgram('postgres')
  const psql = join(dirname(path), 'psql')
  const output = await runOrThrow(psql, ['-X', '-A', '-t', '-c', statement, url], {
    env: { ...process.env, ...env },
  })
  return output.trim()
}

describe.skipIf(!(await requireServer('postgres')))('startPostgres', () => {
  it('answers SQL, and leaves neither process nor folder', async () => {
    const temporary = useTemporaryFolder()
    const server = await startPostgres({ settings: { max_connections: '17' } })
    expect(server.url).toBe(`postgres://${server.user}@${server.host}:${server.port}/${server.database}`)
    expect(await sql(server.url, 'select sum(cost) from (values (0.1), (0.2)) as call (cost)')).toBe('0.3')
    expect(await sql(server.url, 'show max_connections')).toBe('17')
    expect(await sql(server.url, 'show fsync')).toBe('off')
    expect(await sql(server.url, "select upper('é') || current_setting('TimeZone')")).toBe('éUTC')
    expect(temporary.entries()).toHaveLength(1)

    await Promise.all([server.stop(), server.stop()])
    await server.stop()
    expect(processExists(server.pid)).toBe(false)
    expect(temporary.entries()).toEqual([])
  })

  it('runs where only this user may enter', async () => {
    const temporary = useTemporaryFolder()
    chmodSync(temporary.path, 0o700)
    const server = await startPostgres({ durable: true })
    expect(await sql(server.url, 'show fsync')).toBe('on')
    await server.stop()
    expect(temporary.entries()).toEqual([])
  })

  it('reports the log of a server that refuses its settings', async () => {
    const temporary = useTemporaryFolder()
    const refused = await startPostgres({ settings: { max_connections: 'many' } }).catch(
      (error: unknown) => error,
    )
    expect(refused).toBeInstanceOf(TestServerStartError)
    expect((refused as TestServerStartError).message).toContain(
      'invalid value for parameter "max_connections"',
    )
    expect(temporary.entries()).toEqual([])
  })
})
