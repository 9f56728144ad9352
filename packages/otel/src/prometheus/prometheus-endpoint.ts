import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TokentollError } from '@tokentoll/core'
import { emitWarning } from '../warning.ts'
import { createScrape, type ScrapeOptions } from './scrape.ts'
import { contentTypes, type TextFormat } from './text-format.ts'

/** Options of `createPrometheusHandler`. */
export interface PrometheusHandlerOptions extends ScrapeOptions {
  /** Called once when a scrape fails; default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/** Options of `prometheusEndpoint`. */
export interface PrometheusEndpointOptions extends PrometheusHandlerOptions {
  /** Default 9464, the port that OpenTelemetry assigns to it; 0 for any free one. */
  readonly port?: number
  /** Default 127.0.0.1: metrics name tenants, so they are not offered to the network unless asked. */
  readonly host?: string
  /** Default `/metrics`. */
  readonly path?: string
}

/** A running endpoint. */
export interface PrometheusEndpoint {
  /** Address to scrape, e.g. `http://127.0.0.1:9464/metrics`. */
  readonly url: string
  close(): Promise<void>
}

/** Answers scrapes inside a server of your own. OpenMetrics for those who accept it, else Prometheus text. */
export function createPrometheusHandler(
  options: PrometheusHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const scrape = createScrape(options)
  const warn = options.onWarning ?? emitWarning
  let warned = false

  return (request, response) => {
    const format: TextFormat = request.headers.accept?.includes('application/openmetrics-text')
      ? 'openmetrics'
      : 'prometheus'
    response.setHeader('content-type', contentTypes[format])
    pipeline(Readable.from(scrape.text(format)), response).catch((error: unknown) => {
      // The text is cut off; the scraper sees a broken connection and keeps none of it.
      response.destroy()
      if (warned || isHangUp(error)) return
      warned = true
      warn(`a scrape failed: ${String(error)}`, error)
    })
  }
}

/**
 * Serves metrics for scraping.
 *
 * @throws TokentollError `port_unavailable` when the port cannot be had.
 */
export async function prometheusEndpoint(options: PrometheusEndpointOptions): Promise<PrometheusEndpoint> {
  const { port = 9464, host = '127.0.0.1', path = '/metrics' } = options
  const answer = createPrometheusHandler(options)
  const server = createServer((request, response) => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname === path) answer(request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(unavailable(port, cause)))
    server.listen(port, host, resolve)
  })
  // Metrics must not keep a process alive that has nothing else to do.
  server.unref()
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}${path}`,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

function unavailable(port: number, cause: Error): TokentollError {
  return new TokentollError({
    code: 'port_unavailable',
    problem: `The metrics endpoint cannot listen: ${cause.message}`,
    remedy: 'Choose another port, or 0 for any free one',
    field: 'port',
    value: port,
    cause,
  })
}
