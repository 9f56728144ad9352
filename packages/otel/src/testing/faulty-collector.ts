import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What a collector does to a request: passes it on, answers a status without keeping anything, answers
 * garbage, breaks the connection, never answers, or keeps the request and never says so.
 */
export type Fault = 'none' | 400 | 429 | 503 | 'garbage' | 'broken' | 'hang' | 'lost-answer'

/** A collector in front of a real one that fails on demand. */
export interface FaultyCollector {
  readonly url: string
  fault: Fault
  /** Requests seen so far. */
  readonly requests: number
  stop(): Promise<void>
}

export async function startFaultyCollector(target: string): Promise<FaultyCollector> {
  let requests = 0
  const collector = { fault: 'none' as Fault }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1
    const { fault } = collector
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (fault === 'broken') response.destroy()
    else if (fault === 'garbage') response.writeHead(200).end('<html>\u0000 not protobuf')
    else if (typeof fault === 'number') response.writeHead(fault).end('no')
    else if (fault !== 'hang') {
      const passedOn = await fetch(target, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: Buffer.concat(chunks),
      })
      if (fault === 'none') response.writeHead(passedOn.status).end()
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    get fault() {
      return collector.fault
    },
    set fault(fault) {
      collector.fault = fault
    },
    get requests() {
      return requests
    },
    async stop() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
