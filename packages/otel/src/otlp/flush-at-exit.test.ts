import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeSums } from '../testing/decode-otlp.ts'
import { startFaultyCollector, type FaultyCollector } from '../testing/faulty-collector.ts'

const script = fileURLToPath(new URL('../testing/exit-child.ts', import.meta.url))
let received: number[] = []
const store = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const requests = decodeSums(Buffer.concat(chunks)).filter(({ metric }) => metric === 'llm.requests')
    received.push(...requests.map(({ value }) => value).filter((value) => value > 0))
    response.end()
  })
})
let collector: FaultyCollector
beforeAll(async () => {
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve))
  collector = await startFaultyCollector(`http://127.0.0.1:${(store.address() as AddressInfo).port}`)
})
beforeEach(() => {
  received = []
  collector.fault = 'none'
})
afterAll(async () => {
  await collector.stop()
  store.closeAllConnections()
  await new Promise<void>((resolve) => store.close(() => resolve()))
})

async function run(
  ending: string,
  signal?: NodeJS.Signals,
): Promise<readonly [number | null, string | null]> {
  const args = ['--conditions=@tokentoll/source', script, collector.url, ending]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>
  if (signal !== undefined) {
    await once(child.stdout, 'data')
    child.kill(signal)
  }
  return exit
}

describe('at the end of the process what was not yet sent', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'is flushed on %s, and the signal still ends it',
    async (signal) => {
      expect(await run('signal', signal)).toEqual([null, signal])
      expect(received).toEqual([1])
    },
  )

  it('is flushed when there is nothing left to do', async () => {
    expect(await run('idle')).toEqual([0, null])
    expect(received).toEqual([1])
  })

  it('is flushed again when a call ends after the signal', async () => {
    expect(await run('drain', 'SIGTERM')).toEqual([0, null])
    expect(received.at(-1)).toBe(2)
  })

  it('leaves ending to an application that listens itself', async () => {
    expect(await run('own-handler', 'SIGTERM')).toEqual([3, null])
    expect(received.length).toBeGreaterThan(0)
  })

  it('does not hold the end up for longer than allowed', async () => {
    collector.fault = 'hang'
    const startedAt = performance.now()
    expect(await run('slow', 'SIGTERM')).toEqual([null, 'SIGTERM'])
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(received).toEqual([])
  })
})
