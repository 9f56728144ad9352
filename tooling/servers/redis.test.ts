import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { requireServer } from './available.ts'
import { PortTakenError } from './errors.ts'
import { startRedis } from './redis.ts'
import { processExists, useTemporaryFolder } from './test-support.ts'

/** Sends one inline command and waits for one answer. */
async function ask(port: number, command: string): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().trim())
    })
    socket.write(`${command}\r\n`)
  })
}

describe.skipIf(!(await requireServer('redis')))('startRedis', () => {
  it('keeps values, can be paused and resumed, and leaves nothing', async () => {
    const temporary = useTemporaryFolder()
    const server = await startRedis()
    expect(server.url).toBe(`redis://127.0.0.1:${server.port}`)
    expect(await ask(server.port, 'SET spent 54399')).toBe('+OK')

    server.pause()
    const answer = ask(server.port, 'INCRBY spent 1')
    expect(await Promise.race([answer, delay(100, 'silence')])).toBe('silence')
    server.resume()
    expect(await answer).toBe(':54400')

    await server.stop()
    expect(processExists(server.pid)).toBe(false)
    expect(temporary.entries()).toEqual([])
  })

  it('can be killed and started again on its port', async () => {
    const temporary = useTemporaryFolder()
    const first = await startRedis()
    await first.kill()
    await expect(ask(first.port, 'PING')).rejects.toThrow(/ECONNREFUSED/)
    const second = await startRedis({ port: first.port })
    expect(await ask(second.port, 'PING')).toBe('+PONG')
    await Promise.all([first.stop(), second.stop()])
    expect(temporary.entries()).toEqual([])
  })

  it('can be stopped while paused', async () => {
    useTemporaryFolder()
    const server = await startRedis()
    server.pause()
    await server.stop()
    expect(processExists(server.pid)).toBe(false)
  })

  it('says so when a fixed port is taken', async () => {
    const temporary = useTemporaryFolder()
    const server = await startRedis()
    const taken = await startRedis({ port: server.port }).catch((error: unknown) => error)
    expect(taken).toBeInstanceOf(PortTakenError)
    expect((taken as PortTakenError).log).toContain('Address already in use')
    await server.stop()
    expect(temporary.entries()).toEqual([])
  })
})
