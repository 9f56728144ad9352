import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TokentollError } from '@tokentoll/core'
import type { MetricSource } from '../publish/metric-source.ts'
import { createTroubleWarning, emitWarning } from '../warning.ts'
import { createScrape } from './scrape.ts'
import { contentTypes, type TextFormat } from './text-format.ts'

/** Options of `createPrometheusHandler`. */
export interface PrometheusHandlerOptions {
  /** What is on the page: call metrics, ledger totals, health. */
  readonly sources: readonly MetricSource[]
  /** Before every metric name of ours, e.g. `regintel` for `regintel_llm_cost_total`; default: none. */
  readonly prefix?: string
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
  /**
   * Called once per outage of a source, which is left out of the page, and of the scrape itself. Default:
   * `process.emitWarning`.
   */
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

/**
 * Answers scrapes inside a server of your own. OpenMetrics for those who accept it, else Prometheus text.
 *
 * @throws TokentollError `invalid_option` for a prefix that begins no metric name.
 */
export function createPrometheusHandler(
  options: PrometheusHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { sources, prefix, clock = Date.now, onWarning: warn = emitWarning } = options
  const scrape = createScrape({ sources, prefix, clock, warn })
  const trouble = createTroubleWarning(warn)

  async function answer(response: ServerResponse, format: TextFormat): Promise<void> {
    try {
      await pipeline(Readable.from(scrape.text(format)), response)
      trouble.ended('scrape')
    } catch (error) {
      // The text is cut off; the scraper sees a broken connection and keeps none of it.
      response.destroy()
      if (!isHangUp(error)) trouble.began('scrape', `a scrape failed: ${String(error)}`, error)
    }
  }

  return (request, response) => {
    const format: TextFormat = request.headers.accept?.includes('application/openmetrics-text')
      ? 'openmetrics'
      : 'prometheus'
    response.setHeader('content-type', contentTypes[format])
    void answer(response, format)
  }
}

/**
 * Serves metrics for scraping.
 *
 * @throws TokentollError `port_unavailable` when the port cannot be had; `invalid_option` for a prefix that
 * begins no metric name.
 */
export async function prometheusEndpoint(options: PrometheusEndpointOptions): Promise<PrometheusEndpoint> {
  const { port = 9464, host = '127.0.0.1', path = '/metrics' } = options
  const answer = createPrometheusHandler(options)
  const server = createServer((request, response) => {
    // Anybody may ask for what is no address, e.g. `//`: that must not end the process.
    const { pathname } = URL.parse(request.url ?? '/', 'http://localhost') ?? {}
    if (pathname === path) answer(request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Throws for what is no port at all, which rejects as well.
    server.listen(port, host, resolve)
  }).catch((cause: unknown) => {
    throw unavailable(port, cause)
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

function unavailable(port: number, cause: unknown): TokentollError {
  return new TokentollError({
    code: 'port_unavailable',
    problem: `The metrics endpoint cannot listen: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Choose another port, or 0 for any free one',
    field: 'port',
    value: port,
    cause,
  })
}
