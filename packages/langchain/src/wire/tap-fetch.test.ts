import { ChatAnthropic } from '@langchain/anthropic'
import { describe, expect, it } from 'vitest'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { serve } from '../testing/serve.ts'
import { startWorld } from '../testing/world.ts'
import { tapFetch } from './tap-fetch.ts'

const post = (body: string): RequestInit => ({ method: 'POST', body })

describe('tapFetch', () => {
  it("gives OpenAI's service tier, the retries and the exact numbers to the record", async () => {
    await using world = await startWorld()
    const tap = tapFetch()
    const model = world.openai({
      model: 'gpt-5-mini',
      maxRetries: 2,
      configuration: { baseURL: world.provider.openaiUrl, fetch: tap },
      callbacks: [new TokentollCallbackHandler({ meter: world.meter, tap })],
    })
    await model.invoke('Hello [[tier flex]] [[fault 503 times=1]]')
    expect(world.record()).toMatchObject({
      usageSource: 'wire',
      usageConfidence: 'exact',
      retries: 1,
      cost: { serviceTier: 'flex' },
    })
    expect(tap.wire.size).toBe(0)
  })

  it('knows the input and counts the output of a stream that was broken off', async () => {
    await using world = await startWorld()
    const tap = tapFetch()
    const model = new ChatAnthropic({
      model: 'claude-sonnet-4-5',
      apiKey: 'loopback',
      anthropicApiUrl: world.provider.anthropicUrl,
      clientOptions: { fetch: tap },
      callbacks: [new TokentollCallbackHandler({ meter: world.meter, tap })],
    })
    const abort = new AbortController()
    let text = ''
    const read = async (): Promise<void> => {
      const stream = await model.stream('[[usage in=8021 out=300 cached=5000]] [[pace chunks=20 delay=10]]', {
        signal: abort.signal,
      })
      for await (const chunk of stream) {
        text += chunk.text
        if (text.length > 200) abort.abort()
      }
    }
    await read().catch(() => {})
    const { usage, outcome, flags, responseId } = world.record()
    expect(outcome).toBe('aborted')
    expect(flags).toContain('partial_output')
    expect(responseId).toMatch(/^msg_/)
    expect(usage).toMatchObject({ inputTokens: 8021, cacheReadTokens: 5000 })
    expect(usage.outputTokens).toBeGreaterThanOrEqual(Math.ceil(text.length / 4))
    expect(usage.outputTokens).toBeLessThan(300)
  })

  it('passes everything on untouched: bytes, status, headers, address', async () => {
    const bytes = new Uint8Array(100_000).map((_, index) => index % 251)
    await using server = await serve((request, response) => {
      if (request.url === '/v1/messages') {
        response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'r-1' })
        response.end(bytes)
      } else response.writeHead(404).end('no')
    })
    const tap = tapFetch()
    const answer = await tap(`${server.url}/v1/messages`, post('{}'))
    expect([answer.status, answer.headers.get('x-request-id'), answer.url]).toEqual([
      200,
      'r-1',
      `${server.url}/v1/messages`,
    ])
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
    expect((await tap(`${server.url}/v1/files`)).status).toBe(404)
    expect(tap.wire.size).toBe(1)
  })

  it('takes a whole request: it arrives as it is, and its run is known by its prompt', async () => {
    await using world = await startWorld()
    const tap = tapFetch()
    const whole = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
      tap(new Request(url, init))
    const model = world.openai({
      configuration: { baseURL: world.provider.openaiUrl, fetch: whole },
      callbacks: [new TokentollCallbackHandler({ meter: world.meter, tap })],
      maxRetries: 0,
    })
    // A failure has no response id: only the text of the request tells whose it was.
    await model.invoke('Hello [[fault 503]]').catch(() => {})
    await model.invoke('Hello [[usage in=2006 out=300]]')
    expect(world.records).toMatchObject([
      { outcome: 'error', error: { status: 503 } },
      { outcome: 'success', usageSource: 'wire', usage: { inputTokens: 2006, outputTokens: 300 } },
    ])
    expect(tap.wire.size).toBe(0)
  })

  it('reads nothing ahead of the client, and stops the server when the client stops', async () => {
    let sent = 0
    let closed: () => void = () => {}
    const gone = new Promise<void>((resolve) => {
      closed = resolve
    })
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(() => {
        sent += 1
        response.write(`data: {"choices":[{"delta":{"content":"${'x'.repeat(1000)}"}}]}\n\n`)
      }, 1)
      response.on('close', () => {
        clearInterval(timer)
        closed()
      })
    })
    const tap = tapFetch()
    const answer = await tap(`${server.url}/v1/chat/completions`, post('{}'))
    const reader = answer.body!.getReader()
    await reader.read()
    await reader.cancel()
    await gone
    const call = tap.wire.find({
      model: '',
      context: undefined,
      startedAt: 0,
      promptMarks: [],
      evidence: () => true,
    })
    expect(call).toBeUndefined()
    expect(sent).toBeLessThan(1000)
  })

  it('reads on behind an event that is none', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"id": "no\n\ndata: {"id":"chatcmpl-0123456789ab","usage":{"prompt_tokens":7}}\n\n')
    })
    const tap = tapFetch()
    await (await tap(`${server.url}/v1/chat/completions`, post('{}'))).text()
    const query = {
      responseId: 'chatcmpl-0123456789ab',
      model: '',
      context: undefined,
      startedAt: 0,
      promptMarks: [],
      evidence: () => true,
    }
    expect(tap.wire.claim(query)?.usage).toEqual({ prompt_tokens: 7 })
  })

  it('gives each of several equal streams that are broken off at once its own request', async () => {
    await using world = await startWorld()
    const tap = tapFetch()
    const handler = new TokentollCallbackHandler({ meter: world.meter, tap })
    const model = world.openai({ configuration: { baseURL: world.provider.openaiUrl, fetch: tap } })
    const tenants = ['one', 'two', 'three']
    const breakOff = async (tenantId: string): Promise<void> => {
      const options = { callbacks: [handler], metadata: { tenantId } }
      for await (const _ of await model.stream('Hello', options)) break
    }
    await Promise.all(tenants.map(breakOff))
    await handler.close()
    expect(world.records.map(({ outcome }) => outcome)).toEqual(['abandoned', 'abandoned', 'abandoned'])
    expect(new Set(world.records.map(({ attribution }) => attribution.tenantId))).toEqual(new Set(tenants))
    expect(new Set(world.records.map(({ responseId }) => responseId)).size).toBe(3)
    expect(world.records.flatMap(({ flags }) => flags)).not.toContain('response_id_reused')
  })

  it('ends with the abort of a request whose body is still being written', { timeout: 5000 }, async () => {
    let cancelled: () => void = () => {}
    const stopped = new Promise<void>((resolve) => {
      cancelled = resolve
    })
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        controller.enqueue(new Uint8Array(10))
      },
      cancel: () => cancelled(),
    })
    const abort = new AbortController()
    const tap = tapFetch()
    const { signal } = abort
    const sent = tap(
      new Request('http://127.0.0.1:1/v1/messages', { method: 'POST', body, signal, duplex: 'half' }),
    )
    setTimeout(() => abort.abort(), 10)
    await expect(sent).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    // Nobody reads on what nobody will send.
    await stopped
    expect(tap.wire.size).toBe(0)
  })

  it('throws what fetch throws', async () => {
    const tap = tapFetch({ fetch: () => Promise.reject(new TypeError('fetch failed')) })
    await expect(tap('http://127.0.0.1:1/v1/messages', post('{}'))).rejects.toThrow('fetch failed')
  })

  it('remembers no more than it is allowed to', async () => {
    await using server = await serve((_, response) => response.end('{"id":"x"}'))
    const tap = tapFetch({ maxCalls: 10 })
    for (let call = 0; call < 25; call += 1) {
      await (await tap(`${server.url}/v1/messages`, post(`{"call":${call}}`))).text()
    }
    expect(tap.wire.size).toBe(10)
  })

  it.each([
    ['JSON that is none', 'application/json', '{"id": "msg_'],
    ['events that are none', 'text/event-stream', 'data: {"id": "msg_\n\ndata: 12\n\ndata: null\n\n'],
    ['another type', 'text/html', '<html>'],
  ])('lets the client have %s', async (_, type, body) => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': type })
      response.end(body)
    })
    const answer = await tapFetch()(`${server.url}/v1/messages`, post('{}'))
    expect(await answer.text()).toBe(body)
  })
})
