import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { requireServer } from './available.ts'
import { processExists, until, useTemporaryFolder } from './test-support.ts'

const script = `
import { startRedis } from ${JSON.stringify(new URL('redis.ts', import.meta.url).href)}
import { startPostgres } from ${JSON.stringify(new URL('postgres.ts', import.meta.url).href)}
const servers = await Promise.all([startRedis(), startPostgres()])
servers[0].pause()
process.stdout.write(JSON.stringify(servers.map((server) => server.pid)))
MODE
`

async function startParent(mode: string): Promise<{ parent: ReturnType<typeof spawn>; pids: number[] }> {
  const source = script.replace('MODE', mode)
  const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
  return { parent, pids: JSON.parse(chunk.toString()) as number[] }
}

describe.skipIf(!(await requireServer('redis', 'postgres')))(
  'servers of a process that ends without stopping them',
  () => {
    it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
      'end after %s, and their folders go',
      async (signal) => {
        const temporary = useTemporaryFolder()
        const { parent, pids } = await startParent('setInterval(() => undefined, 1000)')
        expect(pids).toHaveLength(2)
        expect(pids.every(processExists)).toBe(true)
        expect(temporary.entries()).toHaveLength(2)
        parent.kill(signal)
        await until('both processes are gone', () => !pids.some(processExists))
        await until('both folders are gone', () => temporary.entries().length === 0)
      },
    )

    it('do not keep it alive, and end with it', async () => {
      const temporary = useTemporaryFolder()
      const { parent, pids } = await startParent('')
      if (parent.exitCode === null) await once(parent, 'exit')
      expect(parent.exitCode).toBe(0)
      await until('both processes are gone', () => !pids.some(processExists))
      await until('both folders are gone', () => temporary.entries().length === 0)
    })
  },
)
