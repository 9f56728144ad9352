import { serve, type TestServer } from './serve.ts'

/**
 * A server that answers every request with the same stream of events. `ANSWER` in an event becomes the number of the
 * answer, so that ids differ.
 */
export function serveEvents(events: readonly { readonly type: string }[]): Promise<TestServer> {
  let answers = 0
  return serve((_request, response) => {
    answers += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of events) {
      const data = JSON.stringify(event).replaceAll('ANSWER', String(answers).padStart(16, '0'))
      response.write(`event: ${event.type}\ndata: ${data}\n\n`)
    }
    response.end()
  })
}
