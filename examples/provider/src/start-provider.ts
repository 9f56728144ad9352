import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { openBookFile } from './book-file.ts'
import { createBook, type OpenBook } from './book.ts'
import { createDecide, type Decide } from './decide.ts'
import { answer, refuse, sendJson } from './deliver.ts'
import { createIdentify, type Identify } from './identity.ts'
import { isObject, parseJson } from './json.ts'
import { priceList } from './price-list.ts'
import { settle, type Settings } from './settings.ts'
import type { Json, Provider, ProviderOptions } from './types.ts'
import { formats } from './wire/formats.ts'

/**
 * Starts a provider on 127.0.0.1 that speaks the wire formats of OpenAI, Anthropic and Gemini.
 *
 * Rejects when an option is out of range, the port is in use, or the book file holds something else.
 */
export async function startProvider(options: ProviderOptions = {}): Promise<Provider> {
  const settings = settle(options)
  const book = createBook(options.bookFile === undefined ? undefined : openBookFile(options.bookFile))
  const identify = createIdentify()
  const house: House = { settings, book, identify, decide: createDecide(settings, identify) }
  const busy = createBusy()
  const server = createServer((request, response) => {
    void busy.during(
      handle(request, response, house).catch((error: unknown) => {
        process.emitWarning(error instanceof Error ? error : String(error))
        response.destroy()
      }),
    )
  })
  // Longer than any pause between a client's calls, so that none meets a connection that is just closing.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${settings.port} on 127.0.0.1 is in use; give another one, or 0 for any free port.`
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error)
    })
    server.listen(settings.port, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    openaiUrl: `${url}/v1`,
    anthropicUrl: url,
    googleUrl: url,
    book,
    idle: () => busy.idle(),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await busy.idle()
    },
  }
}

interface House {
  readonly settings: Settings
  readonly book: OpenBook
  readonly identify: Identify
  readonly decide: Decide
}

async function handle(request: IncomingMessage, response: ServerResponse, house: House): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (request.method === 'GET') return show(pathname, searchParams, response, house.book)
  const format = formats.find((one) => one.matches(pathname))
  if (format === undefined)
    return sendJson(response, 404, { error: { message: `No endpoint at ${pathname}.` } })
  const text = await readText(request)
  if (text === undefined) return
  const parsed = parseJson(text)
  const body = isObject(parsed) ? parsed : {}
  const plan = house.decide(format, {
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body,
  })
  const to = { response, book: house.book, settings: house.settings }
  const requestId = house.identify('req_')
  const status = Number(plan.fault)
  if (!isObject(parsed))
    return refuse(format, plan, 400, 'The request body is not a JSON object.', requestId, to)
  if ('wrong' in plan.reply) return refuse(format, plan, 400, plan.reply.wrong, requestId, to)
  if (status > 0) return refuse(format, plan, status, undefined, requestId, to)
  await answer(format, plan, plan.reply, to)
}

function show(path: string, query: URLSearchParams, response: ServerResponse, book: OpenBook): void {
  const prefix = query.get('prefix')
  const depth = query.get('depth')
  const pages: Readonly<Record<string, () => unknown>> = {
    '/book': () => book.calls,
    '/book/totals': () =>
      book.totals({
        ...(prefix === null ? {} : { prefix }),
        ...(depth === null ? {} : { depth: Number(depth) }),
      }),
    '/prices': () => priceList,
  }
  const page = pages[path]
  if (page === undefined) return sendJson(response, 404, { error: { message: `No page at ${path}.` } })
  sendJson(response, 200, page() as Json)
}

async function readText(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  try {
    for await (const part of request) parts.push(part as Buffer)
  } catch {
    // The client left before it had asked anything: there is nothing to charge or book.
    return undefined
  }
  return Buffer.concat(parts).toString('utf8')
}

function createBusy(): { during(work: Promise<void>): Promise<void>; idle(): Promise<void> } {
  const running = new Set<Promise<void>>()
  return {
    async during(work) {
      running.add(work)
      await work
      running.delete(work)
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
