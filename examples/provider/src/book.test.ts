import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { charge } from './cost.ts'
import { formatUsd, parseUsd } from './money.ts'
import { findListed, priceList } from './price-list.ts'
import { startProvider } from './start-provider.ts'
import type { Figures, Provider, ServedCall, Totals } from './types.ts'

const none: Figures = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  webSearchRequests: 0,
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provider-book-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function ask(provider: Provider, content: string, call?: string, model = 'gpt-4o'): Promise<void> {
  const response = await fetch(`${provider.openaiUrl}/chat/completions`, {
    method: 'POST',
    headers: call === undefined ? {} : { 'x-demo-call': call },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
  })
  await response.text()
}

describe('money', () => {
  it('is exact in both directions', () => {
    for (const text of ['0', '1', '0.000000000000000001', '123456789.1', '0.0577']) {
      expect(formatUsd(parseUsd(text))).toBe(text)
    }
    expect(() => parseUsd('1e-7')).toThrow(/decimal amount/)
    expect(() => parseUsd('-1')).toThrow(/decimal amount/)
    expect(() => parseUsd('0.0000000000000000001')).toThrow(/at most 18/)
  })

  // Amounts that public reports got wrong: uncached, cache read and cache write each at their own price.
  it.each([
    [
      'anthropic',
      'claude-sonnet-4-5',
      { inputTokens: 12307, cacheWriteTokens: 12304, outputTokens: 550 },
      '0.054399',
    ],
    ['openai', 'gpt-4o', { inputTokens: 62394, cacheReadTokens: 60024, outputTokens: 214 }, '0.083095'],
    ['openai', 'gpt-4o-mini', { inputTokens: 1000, outputTokens: 1000 }, '0.00075'],
    ['google', 'gemini-2.5-flash', { inputTokens: 9, outputTokens: 22, reasoningTokens: 21 }, '0.0000577'],
    [
      'anthropic',
      'claude-opus-4-5',
      { inputTokens: 344139, cacheWriteTokens: 344139, cacheWrite1hTokens: 344139 },
      '3.44139',
    ],
  ] as const)('charges %s %s exactly', (provider, model, figures, expected) => {
    const listed = findListed(provider, model)
    if (listed === undefined) throw new Error(`${model} is not on the price list.`)
    expect(formatUsd(charge(listed, { ...none, ...figures }, undefined))).toBe(expected)
  })

  it('lists every model once, with a source and prices that parse', () => {
    expect(new Set(priceList.map((one) => one.model)).size).toBe(priceList.length)
    for (const listed of priceList) {
      expect(listed.source).toMatch(/^https:/)
      const all = [listed.prices, ...Object.values(listed.serviceTiers ?? {})]
      for (const prices of all)
        for (const price of Object.values(prices)) expect(parseUsd(String(price))).toBeDefined()
    }
  })
})

describe('totals', () => {
  it('add up by model and correlation, with errors and unknown models apart', async () => {
    const provider = await startProvider()
    const fixed = 'Hello [[usage in=1000 out=100]]'
    await ask(provider, fixed, 'acme/ann/1')
    await ask(provider, fixed, 'acme/bob/2')
    await ask(provider, fixed, 'globex/cid/3', 'gpt-4o-mini')
    await ask(provider, fixed, 'acme/ann/4', 'house-model-1')
    await ask(provider, 'Hello [[fault 500]]', 'acme/ann/5')
    await ask(provider, fixed)
    const { all, byModel, byCorrelation } = provider.book.totals()
    expect(all).toMatchObject({
      ok: { calls: 4, costUsd: '0.01071', inputTokens: 4000 },
      unpriced: 1,
      errors: 1,
    })
    expect(byModel.map((one) => [one.model, one.ok.costUsd])).toEqual([
      ['gpt-4o-2024-08-06', '0.0105'],
      ['gpt-4o-mini-2024-07-18', '0.00021'],
      ['house-model-1', '0'],
    ])
    expect(byCorrelation.map((one) => [one.prefix, one.ok.costUsd])).toEqual([
      ['acme', '0.007'],
      ['globex', '0.00021'],
      ['', '0.0035'],
    ])
    const acme = provider.book.totals({ prefix: 'acme/', depth: 2 })
    expect(acme.byCorrelation.map((one) => [one.prefix, one.ok.calls])).toEqual([
      ['acme/ann', 1],
      ['acme/bob', 1],
    ])
    expect(provider.book.calls.find((call) => call.model === 'house-model-1')?.costUsd).toBeUndefined()

    const read = async (path: string): Promise<unknown> => (await fetch(provider.url + path)).json()
    expect((await read('/book/totals?prefix=acme/&depth=2')) as Totals).toEqual(acme)
    expect((await read('/book')) as ServedCall[]).toEqual(provider.book.calls)
    expect(await read('/prices')).toEqual(priceList)
    await provider.stop()
  })
})

describe('book file', () => {
  it('holds every call, survives a restart and a torn last line', async () => {
    const bookFile = join(folder, 'calls.ndjson')
    const first = await startProvider({ bookFile })
    await ask(first, 'One')
    await ask(first, 'Two')
    await first.stop()
    await appendFile(bookFile, '{"id":"chatcmpl-torn')

    const second = await startProvider({ bookFile })
    expect(second.book.calls).toEqual(first.book.calls)
    await ask(second, 'One')
    await second.stop()
    const lines = (await readFile(bookFile, 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as ServedCall)).toEqual(second.book.calls)
    // The same seed and request, but never the same id: clients book calls by it.
    expect(new Set(second.book.calls.map((call) => call.id)).size).toBe(3)
  })

  it('refuses a file that holds something else', async () => {
    const bookFile = join(folder, 'notes.txt')
    await writeFile(bookFile, 'shopping list\n')
    await expect(startProvider({ bookFile })).rejects.toThrow(/Line 1 of .*notes\.txt is no call/)
    expect(await readFile(bookFile, 'utf8')).toBe('shopping list\n')
  })
})

describe('other requests', () => {
  it('get a clear answer', async () => {
    const provider = await startProvider()
    expect((await fetch(`${provider.url}/v1/audio`, { method: 'POST', body: '{}' })).status).toBe(404)
    expect((await fetch(`${provider.url}/nothing`)).status).toBe(404)
    const broken = await fetch(`${provider.openaiUrl}/chat/completions`, {
      method: 'POST',
      body: '{"model":',
    })
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('not a JSON object')])
    await provider.stop()
    expect(provider.book.calls).toHaveLength(1)
  })
})
