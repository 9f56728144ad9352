import type { ServerResponse } from 'node:http'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'

import type { OpenBook } from './book.ts'
import { charge } from './cost.ts'
import type { Plan } from './decide.ts'
import { formatUsd } from './money.ts'
import type { Settings } from './settings.ts'
import type { Figures, Json, Outcome, ServedCall } from './types.ts'
import type { Reply, WireFormat } from './wire/wire-format.ts'

/** Where an answer goes. */
export interface Destination {
  readonly response: ServerResponse
  readonly book: OpenBook
  readonly settings: Settings
}

/** Refuses a call and books it without cost. */
export function refuse(
  format: WireFormat,
  plan: Plan,
  status: number,
  message: string | undefined,
  requestId: string,
  { response, book, settings }: Destination,
): void {
  const { body, headers } = format.refuse({
    status,
    requestId,
    retryAfterMs: settings.retryAfterMs,
    ...(message === undefined ? {} : { message }),
  })
  book.add({
    ...identityOf(format, plan, settings),
    id: requestId,
    model: plan.listed?.snapshot ?? plan.ask.model,
    outcome: 'error',
    status,
    costUsd: '0',
  })
  sendJson(response, status, body, headers)
}

/** Sends an answer whole or as a stream and books it before its last byte. */
export async function answer(format: WireFormat, plan: Plan, reply: Reply, to: Destination): Promise<void> {
  const { response } = to
  const gone = leaving(response)
  const record = (outcome: Outcome, share = 1): void => {
    const figures = share === 1 ? reply.figures : shareOf(reply.figures, share)
    const tier = reply.serviceTier
    to.book.add({
      ...identityOf(format, plan, to.settings),
      id: reply.id,
      model: reply.model,
      outcome,
      status: 200,
      usage: {
        ...figures,
        wire: reply.sendUsage && outcome === 'ok' ? format.usage(figures, tier) : null,
      },
      serviceTier: tier,
      ...(plan.listed === undefined ? {} : { costUsd: formatUsd(charge(plan.listed, figures, tier)) }),
    })
  }
  await pause(plan.latencyMs, gone.signal)
  if (gone.signal.aborted) return record('aborted')
  if (reply.ask.stream) await sendStream(format.frames(reply), plan, response, gone.signal, record)
  else sendWhole(JSON.stringify(format.whole(reply)), plan, response, record)
}

function sendWhole(
  text: string,
  plan: Plan,
  response: ServerResponse,
  record: (outcome: Outcome) => void,
): void {
  const half = text.slice(0, Math.floor(text.length / 2))
  response.setHeader('content-type', 'application/json')
  if (plan.fault === 'cut') {
    record('aborted')
    response.setHeader('content-length', Buffer.byteLength(text))
    response.write(half, () => response.destroy())
    return
  }
  record(plan.fault === 'truncate' ? 'aborted' : 'ok')
  response.end(plan.fault === 'truncate' ? half : text)
}

async function sendStream(
  frames: readonly string[],
  plan: Plan,
  response: ServerResponse,
  gone: AbortSignal,
  record: (outcome: Outcome, share?: number) => void,
): Promise<void> {
  const last = frames.length - 1
  const broken = plan.fault === 'cut' || plan.fault === 'truncate' ? Math.ceil(last / 2) : undefined
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  })
  for (const [at, frame] of frames.entries()) {
    // Even without a delay the event loop must turn, or a client's leaving is never seen.
    await (at === 0 ? turn() : pause(plan.delayMs, gone))
    if (gone.aborted) return record('aborted', at / frames.length)
    if (at === broken) {
      record('aborted', at / frames.length)
      if (plan.fault === 'truncate')
        response.end(`${frame.slice(0, Math.floor(frame.length / 2)).trimEnd()}\n\n`)
      else response.destroy()
      return
    }
    if (at === last) {
      record('ok')
      response.end(frame)
    } else {
      response.write(frame)
    }
  }
}

/** Sends JSON with headers. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

function leaving(response: ServerResponse): AbortController {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) await turn()
  // The only way this rejects is the client's leaving, which the caller looks at next.
  else await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** What a half-sent stream is charged: the whole prompt, and the output that was sent. */
function shareOf(figures: Figures, share: number): Figures {
  const outputTokens = Math.ceil(figures.outputTokens * share)
  return {
    ...figures,
    outputTokens,
    reasoningTokens: Math.min(figures.reasoningTokens, outputTokens),
  }
}

function identityOf(
  format: WireFormat,
  plan: Plan,
  settings: Settings,
): Pick<ServedCall, 'at' | 'provider' | 'api' | 'requestModel' | 'stream' | 'fault' | 'correlation'> {
  return {
    at: settings.now().toISOString(),
    provider: format.provider,
    api: format.api,
    requestModel: plan.ask.model,
    stream: plan.ask.stream,
    ...(plan.fault === undefined ? {} : { fault: plan.fault }),
    ...(plan.correlation === undefined ? {} : { correlation: plan.correlation }),
  }
}
