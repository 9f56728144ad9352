import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { DirectiveError, readDirective } from './directive.ts'
import { startProvider } from './start-provider.ts'
import { lastCall } from './testing.ts'
import type { Json, Provider } from './types.ts'

describe('reading', () => {
  it('reads each kind', () => {
    const text =
      'Hi [[usage in=10 out=5 write=2 write1h=3]] [[fault 503 times=2]] [[pace chunks=4 delay=1 latency=2]] ' +
      '[[call acme/u 1/main-chat]] [[tier flex]]'
    expect(readDirective([text])).toEqual({
      usage: { inputTokens: 10, outputTokens: 5, cacheWriteTokens: 5, cacheWrite1hTokens: 3 },
      fault: { name: '503', times: 2 },
      pace: { chunks: 4, delayMs: 1, latencyMs: 2 },
      correlation: 'acme/u 1/main-chat',
      serviceTier: 'flex',
    })
  })

  it('lets later texts win and leaves other double brackets alone', () => {
    expect(readDirective(['[[call a]] [[tier flex]]', 'see [[Some page]]', '[[call b]]'])).toEqual({
      correlation: 'b',
      serviceTier: 'flex',
    })
  })

  it.each([
    '[[usage in=-1]]',
    '[[usage tokens=5]]',
    '[[usage in=1.5]]',
    '[[fault 418]]',
    '[[fault]]',
    '[[tier]]',
  ])('%s is refused', (text) => {
    expect(() => readDirective([text])).toThrow(DirectiveError)
  })
})

describe('on the wire', () => {
  let provider: Provider
  beforeAll(async () => {
    provider = await startProvider()
  })
  afterAll(() => provider.stop())

  const post = async (body: Json, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${provider.openaiUrl}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })
  const say = (content: string): Json => ({ model: 'gpt-4o', messages: [{ role: 'user', content }] })

  it('the header wins over the text, the text over the body', async () => {
    const body = {
      ...(say('Hello [[usage in=20 out=2]]') as Record<string, Json>),
      user: '[[call from-user]]',
      metadata: { note: '[[usage in=10 out=1]]' },
    }
    await post(body)
    expect(lastCall(provider)).toMatchObject({
      correlation: 'from-user',
      usage: { inputTokens: 20, outputTokens: 2 },
    })
    await post(body, { 'x-demo-directive': 'usage in=30 out=3', 'x-demo-call': 'from-header' })
    expect(lastCall(provider)).toMatchObject({ correlation: 'from-header', usage: { inputTokens: 30 } })
  })

  it('figures that contradict each other are refused with the reason', async () => {
    const response = await post(say('Hello [[usage in=100 out=5 cached=90 write=20]]'))
    expect(response.status).toBe(400)
    expect(await response.text()).toContain("cached 90 + written 20 is more than in=100; 'in' must hold both")
    expect((await post(say('Hello [[usage in=100 out=5 reasoning=6]]'))).status).toBe(400)
    expect(lastCall(provider)).toMatchObject({ outcome: 'error', status: 400 })
  })

  it('the same request draws the same figures, another one others', async () => {
    const figures = async (content: string): Promise<unknown> => {
      await post(say(content))
      return lastCall(provider).usage
    }
    const first = await figures('The same question')
    expect(await figures('The same question')).toEqual(first)
    expect(await figures('Another question')).not.toEqual(first)
  })

  it('drawn output stays below the most the request allows', async () => {
    for (let at = 0; at < 20; at += 1) {
      await post({ ...(say(`Question ${at}`) as Record<string, Json>), max_completion_tokens: 50 })
      expect(lastCall(provider).usage?.outputTokens).toBeLessThan(50)
    }
  })
})
