import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that answers every request with the same stream of events. */
export interface EventServer extends AsyncDisposable {
  readonly url: string
}

/** Starts one on loopback. `ANSWER` in an event becomes the number of the answer, so that ids differ. */
export async function serveEvents(events: readonly { readonly type: string }[]): Promise<EventServer> {
  let answers = 0
  const server = createServer((_request, response) => {
    answers += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of events) {
      const data = JSON.stringify(event).replaceAll('ANSWER', String(answers).padStart(16, '0'))
      response.write(`event: ${event.type}\ndata: ${data}\n\n`)
    }
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
