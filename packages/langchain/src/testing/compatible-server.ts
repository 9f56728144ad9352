import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PriceEntry } from '@tokentoll/core'
import type { Served, ServedBook } from './served.ts'

// The prices of the server's models in picodollars per token, and below the same as entries of a price book.
const usualPrices = { input: 2_000_000n, cached: 200_000n, output: 7_000_000n }
const miniPrices = { input: 500_000n, cached: 50_000n, output: 1_500_000n }

/** What the server's two models cost. */
export const compatiblePrices: readonly PriceEntry[] = [
  { provider: 'acme-llm', model: 'acme-1', prices: { input: '2', cacheRead: '0.2', output: '7' } },
  { provider: 'acme-llm', model: 'acme-1-mini', prices: { input: '0.5', cacheRead: '0.05', output: '1.5' } },
]

const figures = { input: 3001, cached: 1024, output: 257, reasoning: 128 }

/** A server that speaks OpenAI's format with the habits of those that only resemble it. */
export interface CompatibleServer extends ServedBook {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Its habits: response ids that repeat, cached tokens in a field of its own, and in a stream the usage in the
 * same chunk as the finish reason, next to a further chunk that repeats it. It also serves `/completions`.
 */
export async function startCompatibleServer(): Promise<CompatibleServer> {
  const calls: { correlation: string; served: Served }[] = []
  const attempts = new Map<string, number>()
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/v1`,
    served: (correlation) =>
      calls.filter((call) => call.correlation === correlation).map((call) => call.served),
    // An answer cut off by the client is only noticed when its connection closes.
    idle: () => new Promise((resolve) => setTimeout(resolve, 30)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { model, stream, tools, messages } = JSON.parse(body) as {
      model: string
      stream?: boolean
      tools?: { function: { name: string } }[]
      messages?: { role: string }[]
    }
    const correlation = /\[\[call ([^\]]+)\]\]/.exec(body)?.[1] ?? ''
    const fault = /\[\[fault (\d+)(?: times=(\d+))?\]\]/.exec(body)
    const attempt = (attempts.get(body) ?? 0) + 1
    attempts.set(body, attempt)
    if (fault !== null && attempt <= Number(fault[2] ?? Infinity)) {
      calls.push({ correlation, served: servedOf('error', model) })
      response.writeHead(Number(fault[1]), { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'no', type: 'error' } }))
      return
    }
    const legacy = request.url?.endsWith('/v1/completions') === true
    const wantsTool = tools !== undefined && messages?.some((message) => message.role === 'tool') === false
    const message = wantsTool
      ? { role: 'assistant', content: null, tool_calls: [toolCall(tools[0]!.function.name)] }
      : { role: 'assistant', content: 'Yes, indeed.' }
    const id = `chatcmpl-${calls.length % 7}`
    const base = { id, created: 1, model }
    if (stream !== true) {
      calls.push({ correlation, served: servedOf('ok', model, legacy) })
      const choice = legacy
        ? { index: 0, text: 'Yes, indeed.', finish_reason: 'stop' }
        : { index: 0, message, finish_reason: wantsTool ? 'tool_calls' : 'stop' }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ ...base, object: 'chat.completion', choices: [choice], usage: usage(legacy) }),
      )
      return
    }
    const aborted = { correlation, served: servedOf('aborted', model) }
    const index = calls.push(aborted) - 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = (part: object): void => {
      response.write(
        `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', usage: null, ...part })}\n\n`,
      )
    }
    send({ choices: [{ index: 0, delta: { ...message, content: message.content === null ? null : 'Yes' } }] })
    for (const piece of [', ', 'indeed', '.']) {
      await new Promise((resolve) => setTimeout(resolve, /\[\[slow\]\]/.test(body) ? 20 : 0))
      send({ choices: [{ index: 0, delta: { content: piece } }] })
    }
    if (response.closed || response.destroyed) return
    const end = { index: 0, delta: { content: '' }, finish_reason: wantsTool ? 'tool_calls' : 'stop' }
    send({ choices: [end], usage: usage() })
    send({ choices: [], usage: usage() })
    calls[index] = { correlation, served: servedOf('ok', model) }
    response.end('data: [DONE]\n\n')
  }
}

// The text API reports totals and nothing else.
function usage(legacy = false): object {
  const totals = {
    prompt_tokens: figures.input,
    completion_tokens: figures.output,
    total_tokens: figures.input + figures.output,
  }
  if (legacy) return totals
  return {
    ...totals,
    prompt_cache_hit_tokens: figures.cached,
    prompt_cache_miss_tokens: figures.input - figures.cached,
    completion_tokens_details: { reasoning_tokens: figures.reasoning },
  }
}

function servedOf(outcome: Served['outcome'], model: string, legacy = false): Served {
  const pico = model === 'acme-1' ? usualPrices : miniPrices
  const { input, output } = figures
  const { cached, reasoning } = legacy ? { cached: 0, reasoning: 0 } : figures
  const billed = outcome !== 'error'
  return {
    outcome,
    model,
    counts: {
      inputTokens: billed ? input : 0,
      outputTokens: billed ? output : 0,
      cacheReadTokens: billed ? cached : 0,
      cacheWriteTokens: 0,
      cacheWrite1hTokens: 0,
      reasoningTokens: billed ? reasoning : 0,
      picoUsd: billed
        ? BigInt(input - cached) * pico.input + BigInt(cached) * pico.cached + BigInt(output) * pico.output
        : 0n,
    },
  }
}

function toolCall(name: string): object {
  return { index: 0, id: 'call_1', type: 'function', function: { name, arguments: '{"topic":"weather"}' } }
}
