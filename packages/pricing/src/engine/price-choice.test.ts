import { describe, expect, it, vi } from 'vitest'
import { createPriceBook, type PriceEntry } from '../index.ts'
import { acme, book, bookOf, cost, now, rocket } from '../__fixtures__/acme.ts'

describe('context tiers', () => {
  it.each([
    ['google', 'gemini-2.5-pro', 200_000, '0.25', undefined],
    ['google', 'gemini-2.5-pro', 200_001, '0.5000025', 200_000],
    ['openai', 'gpt-5.4', 271_999, '0.6799975', undefined],
    ['openai', 'gpt-5.4', 272_000, '1.36', 272_000],
  ])('%s %s with %d tokens costs %s: a cliff', (provider, model, inputTokens, expected, above) => {
    const one = cost(provider, model, { inputTokens, outputTokens: 0 })
    expect([one.exactUsd, one.pricing.contextTierAbove]).toEqual([expected, above])
  })

  it('counts cached tokens towards the threshold', () => {
    const usage = { inputTokens: 250_000, outputTokens: 1000, cacheReadTokens: 240_000 }
    expect(rocket(usage).pricing.contextTierAbove).toBe(200_000)
    expect(rocket({ inputTokens: 250_000, outputTokens: 1000 }).exactUsd).toBe('1.5225')
  })

  it('takes the highest of several thresholds', () => {
    const entry: PriceEntry = {
      provider: 'acme',
      model: 'a',
      prices: { input: 1, output: 1 },
      tiers: [
        { aboveInputTokens: 256_000, prices: { input: 4 } },
        { aboveInputTokens: 32_000, prices: { input: 2 } },
        { aboveInputTokens: 128_000, inclusive: true, prices: { input: 3 } },
      ],
    }
    const tiered = createPriceBook({ catalog: false, overrides: [entry] })
    const rate = (inputTokens: number) =>
      tiered.calculate({ provider: 'acme', model: 'a', usage: { inputTokens, outputTokens: 0 } }).pricing
        .inputUsdPerMillion
    expect([32_000, 32_001, 127_999, 128_000, 256_000, 256_001].map(rate)).toEqual([1, 2, 2, 3, 3, 4])
  })
})

describe('a reported cost of null', () => {
  it('is none, not a cost of 0', () => {
    const reportedCostUsd = null as unknown as undefined
    const usage = { inputTokens: 1000, outputTokens: 1000 }
    expect(rocket(usage, { reportedCostUsd })).toMatchObject({ status: 'priced', exactUsd: '0.018' })
    const unknown = cost('nobody', 'nothing', usage, { reportedCostUsd })
    expect(unknown).toMatchObject({ status: 'unpriced', exactUsd: '0' })
  })
})

describe('service tiers', () => {
  const usage = { inputTokens: 1000, outputTokens: 1000 }
  it.each([
    [undefined, '0.018', 'standard'],
    ['default', '0.018', 'standard'],
    ['auto', '0.018', 'standard'],
    ['ON_DEMAND', '0.018', 'standard'],
    ['batch', '0.009', 'batch'],
    ['Priority', '0.038', 'priority'],
  ])('%s', (serviceTier, expected, applied) => {
    const one = rocket(usage, { serviceTier })
    expect([one.exactUsd, one.pricing.serviceTier, one.flags]).toEqual([expected, applied, []])
  })

  it('takes the standard price of a tier that it has none for, and says so', () => {
    expect(rocket(usage, { serviceTier: 'flex' })).toMatchObject({
      exactUsd: '0.018',
      flags: ['service_tier_price_missing'],
    })
    expect(rocket(usage, { serviceTier: 'constructor' }).flags).toEqual(['service_tier_price_missing'])
  })

  it('halves a long context too when the tier is a factor; explicit prices say nothing about it', () => {
    const long = { inputTokens: 300_000, outputTokens: 0 }
    expect(rocket(long, { serviceTier: 'batch' }).exactUsd).toBe('0.9')
    expect(rocket(long, { serviceTier: 'priority' })).toMatchObject({
      exactUsd: '1.8',
      flags: ['service_tier_price_missing'],
    })
  })

  it('knows the published tables', () => {
    const million = { inputTokens: 1_000_000, outputTokens: 1_000_000, cacheReadTokens: 0 }
    const rates = (provider: string, model: string, serviceTier: string) => {
      const { pricing } = cost(provider, model, { ...million, inputTokens: 1000 }, { serviceTier })
      return [pricing.inputUsdPerMillion, pricing.outputUsdPerMillion]
    }
    expect(rates('openai', 'gpt-5.5', 'priority')).toEqual([12.5, 75])
    expect(rates('openai', 'gpt-5-mini', 'priority')).toEqual([0.45, 3.6])
    expect(rates('openai', 'o3', 'flex')).toEqual([1, 4])
    expect(rates('anthropic', 'claude-opus-4-8', 'fast')).toEqual([10, 50])
    expect(rates('anthropic', 'claude-haiku-4-5', 'batch')).toEqual([0.5, 2.5])
    expect(rates('google', 'gemini-2.5-flash', 'priority')).toEqual([0.54, 4.5])
  })

  it('leaves a web search at its price in a batch, and cache hits at Google', () => {
    const searched = cost(
      'anthropic',
      'claude-haiku-4-5',
      { inputTokens: 1000, outputTokens: 0, units: { webSearch: 1 } },
      { serviceTier: 'batch' },
    )
    expect(searched.exactUsd).toBe('0.0105')
    const cached = cost(
      'google',
      'gemini-2.5-flash',
      { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 1_000_000 },
      { serviceTier: 'batch' },
    )
    expect(cached.exactUsd).toBe('0.03')
  })
})

describe('regions', () => {
  const usage = { inputTokens: 1000, outputTokens: 0 }
  it.each([
    [undefined, '0.003', undefined],
    ['global', '0.003', undefined],
    ['not_available', '0.003', undefined],
    ['us-gov', '0.004', 'us-gov'],
    ['us-gov-west-1', '0.004', 'us-gov'],
    ['eu-west-1', '0.0033', 'regional'],
    ['constructor', '0.0033', 'regional'],
  ])('%s', (region, expected, key) => {
    const one = rocket(usage, { region })
    expect([one.exactUsd, one.pricing.region, one.flags]).toEqual([expected, key, []])
  })

  it('takes a price of its own for global where there is one', () => {
    const regional = bookOf({ regions: { global: { input: 2 }, regional: { input: 3 } } })
    const rate = (region?: string) =>
      regional.calculate({ provider: 'acme', model: 'a', usage, region }).pricing.inputUsdPerMillion
    expect([rate('global'), rate('eu'), rate()]).toEqual([2, 3, 1])
  })

  it('flags a region that the entry has no price for', () => {
    expect(cost('anthropic', 'claude-opus-4-8', usage, { region: 'eu' }).flags).toEqual([
      'region_price_missing',
    ])
    expect(cost('anthropic', 'claude-opus-4-8', usage, { region: 'us' })).toMatchObject({
      exactUsd: '0.0055',
      flags: [],
    })
  })

  it('adds ten per cent on Bedrock unless the endpoint is global', () => {
    const million = { inputTokens: 1_000_000, outputTokens: 0 }
    const id = 'anthropic.claude-haiku-4-5-20251001-v1:0'
    expect(cost('amazon-bedrock', id, million).exactUsd).toBe('1.1')
    expect(cost('amazon-bedrock', `eu.${id}`, million).exactUsd).toBe('1.1')
    expect(cost('amazon-bedrock', `global.${id}`, million).exactUsd).toBe('1')
    for (const region of ['us-east-1', 'eu-west-1', 'global']) {
      const arn = `arn:aws:bedrock:${region}:123456789012:inference-profile/global.${id}`
      expect(cost('amazon-bedrock', `global.${id}`, million, { region }).exactUsd).toBe('1')
      expect(cost('amazon-bedrock', arn, million, { region }).exactUsd).toBe('1')
      expect(cost('amazon-bedrock', `eu.${id}`, million, { region }).exactUsd).toBe('1.1')
    }
    expect(cost('amazon-bedrock', 'eu.amazon.nova-lite-v1:0', million).exactUsd).toBe('0.069')
    expect(cost('amazon-bedrock', 'us.amazon.nova-lite-v1:0', million).exactUsd).toBe('0.06')
    const arn = 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0'
    expect(cost('amazon-bedrock', arn, million).exactUsd).toBe('0.069')
  })
})

describe('dates', () => {
  it.each([
    ['2025-06-01T00:00:00Z', '0.05'],
    ['2025-06-09T23:59:59.999Z', '0.05'],
    ['2025-06-10T00:00:00Z', '0.01'],
  ])('o3 at %s costs %s', (at, expected) => {
    expect(
      cost('openai', 'o3', { inputTokens: 1000, outputTokens: 1000 }, { at: new Date(at) }).exactUsd,
    ).toBe(expected)
  })

  it('keeps a price as of a date through at()', () => {
    const then = book.at('2025-06-01')
    const request = { provider: 'openai', model: 'o3', usage: { inputTokens: 1000, outputTokens: 1000 } }
    expect(then.calculate(request).exactUsd).toBe('0.05')
    expect(book.calculate(request).exactUsd).toBe('0.01')
    expect(then.calculate({ ...request, at: now }).exactUsd).toBe('0.01')
    expect([then.version, then.checkedAt]).toEqual([book.version, book.checkedAt])
  })

  it.each([
    ['2025-06-10', '0.01'],
    ['2025-06-10T00:00', '0.01'],
    ['2025-06-10 00:00:00', '0.01'],
    ['2025-06-10T02:00+02:00', '0.01'],
    ['2025-06-10T01:59:59.999+02:00', '0.05'],
    ['2025-06-09T19:00-0500', '0.01'],
    ['2025-06-09T23:59:59.999Z', '0.05'],
  ])('reads %s as UTC where it names no zone, on any machine', (instant, expected) => {
    vi.stubEnv('TZ', 'America/New_York')
    const request = { provider: 'openai', model: 'o3', usage: { inputTokens: 1000, outputTokens: 1000 } }
    expect(book.at(instant).calculate(request).exactUsd).toBe(expected)
    vi.unstubAllEnvs()
  })

  it('lets a scheduled price take effect by itself', () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0 }
    expect(cost('google', 'gemini-3.8-flash', usage, { at: Date.UTC(2026, 11, 31, 23, 59) }).exactUsd).toBe(
      '0.75',
    )
    expect(cost('google', 'gemini-3.8-flash', usage, { at: Date.UTC(2027, 0, 1) }).exactUsd).toBe('1.5')
  })

  it('has not the rise of claude-sonnet-5 that was cancelled', () => {
    for (const at of ['2026-08-31', '2026-09-01', '2027-01-01']) {
      expect(
        cost(
          'anthropic',
          'claude-sonnet-5',
          { inputTokens: 1_000_000, outputTokens: 0 },
          { at: new Date(at) },
        ).exactUsd,
      ).toBe('2')
    }
  })

  it.each([
    // 2026-10-05 was a Monday, 2026-10-10 a Saturday; peak hours are those of weekdays.
    ['deepseek-flash', '2026-10-05T00:59:59Z', '0.15'],
    ['deepseek-flash', '2026-10-05T01:00:00Z', '0.3'],
    ['deepseek-flash', '2026-10-05T04:00:00Z', '0.15'],
    ['deepseek-flash', '2026-10-05T09:59:59Z', '0.3'],
    ['deepseek-flash', '2026-10-10T01:00:00Z', '0.15'],
    ['deepseek-v4-flash', '2026-08-01T01:00:00Z', '0.14'],
    ['deepseek-v4-flash', '2026-08-17T01:00:00Z', '0.44'],
    ['deepseek-v4-flash', '2026-08-17T05:00:00Z', '0.22'],
    ['deepseek-chat', '2025-09-05T15:59:59Z', '0.27'],
    ['deepseek-chat', '2025-09-05T16:00:00Z', '0.56'],
    ['deepseek-chat', '2025-08-01T16:30:00Z', '0.135'],
    ['deepseek-chat', '2025-08-01T00:29:59Z', '0.135'],
    ['deepseek-chat', '2025-08-01T00:30:00Z', '0.27'],
    ['deepseek-chat', '2025-12-01T00:00:00Z', '0.28'],
  ])('%s at %s costs %s per 1M tokens', (model, at, expected) => {
    expect(
      cost('deepseek', model, { inputTokens: 1_000_000, outputTokens: 0 }, { at: new Date(at) }).exactUsd,
    ).toBe(expected)
  })

  it('lets a window past midnight belong to the day on which it starts', () => {
    const windowed = createPriceBook({
      catalog: false,
      overrides: [
        { provider: 'acme', model: 'a', prices: { input: 2, output: 2 } },
        {
          provider: 'acme',
          model: 'a',
          prices: { input: 1, output: 1 },
          window: { start: '22:00', end: '06:00', weekdays: [5] },
        },
      ],
    })
    const rate = (at: string) =>
      windowed.calculate({
        provider: 'acme',
        model: 'a',
        usage: { inputTokens: 1, outputTokens: 0 },
        at: new Date(at),
      }).pricing.inputUsdPerMillion
    // 2026-11-20 is a Friday.
    expect(
      [
        '2026-11-20T05:00Z',
        '2026-11-20T22:00Z',
        '2026-11-21T05:59Z',
        '2026-11-21T06:00Z',
        '2026-11-21T22:00Z',
      ].map(rate),
    ).toEqual([2, 1, 1, 2, 2])
  })

  it('follows a clock across hours of the day and dates, also backwards', () => {
    let time = ''
    const clocked = createPriceBook({ clock: () => Date.parse(time) })
    const prices = (model: string, provider: string, times: readonly string[]) =>
      times.map((one) => {
        time = one
        return clocked.calculate({ provider, model, usage: { inputTokens: 1_000_000, outputTokens: 0 } })
          .exactUsd
      })
    const nights = [
      '2025-08-01T00:29:59.999Z',
      '2025-08-01T00:30Z',
      '2025-08-01T16:29:59.999Z',
      '2025-08-01T16:30Z',
    ]
    expect(prices('deepseek-chat', 'deepseek', [...nights, ...nights])).toEqual(
      ['0.135', '0.27', '0.27', '0.135', '0.135', '0.27', '0.27', '0.135'], // twice, the second time from memory
    )
    const days = ['2026-01-01T00:00Z', '2025-06-01T00:00Z', '2026-01-01T00:00Z']
    expect(prices('o3', 'openai', days)).toEqual(['2', '10', '2'])
  })

  it('keeps the present apart from instants that were asked about', () => {
    const dated = createPriceBook({
      catalog: false,
      overrides: [
        { provider: 'acme', model: 'a', prices: { input: 1, output: 1 }, to: '2200-01-01' },
        { provider: 'acme', model: 'a', prices: { input: 2, output: 2 }, from: '2200-01-01' },
        { provider: 'acme', model: 'b', prices: { input: 1, output: 1 }, to: '2020-01-01' },
        { provider: 'acme', model: 'b', prices: { input: 2, output: 2 }, from: '2020-01-01' },
      ],
    })
    const price = (model: string, at?: string) =>
      dated.calculate({
        provider: 'acme',
        model,
        usage: { inputTokens: 1_000_000, outputTokens: 0 },
        at: at === undefined ? undefined : new Date(at),
      }).exactUsd
    expect([price('a', '2200-01-01'), price('a'), price('a', '2200-01-01'), price('a')]).toEqual([
      '2',
      '1',
      '2',
      '1',
    ])
    expect([price('b', '2019-12-31'), price('b'), price('b', '2019-12-31'), price('b')]).toEqual([
      '1',
      '2',
      '1',
      '2',
    ])
  })

  it('says no price holds before the first one', () => {
    const late = createPriceBook({ catalog: false, overrides: [{ ...acme, from: '2030-01-01' }] })
    expect(
      late.calculate({
        provider: 'acme',
        model: 'rocket',
        usage: { inputTokens: 1, outputTokens: 1 },
        at: now,
      }).status,
    ).toBe('unpriced')
  })
})

describe('reported costs', () => {
  const usage = { inputTokens: 1000, outputTokens: 100 }
  it('win, are split like the list price, and show the gap', () => {
    const one = rocket(usage, { reportedCostUsd: '0.005' })
    expect(one).toMatchObject({
      status: 'reported',
      isEstimated: false,
      exactUsd: '0.005',
      inputPicoUsd: 3_333_333_333,
      outputPicoUsd: 1_666_666_667,
      reportedGapPicoUsd: 500_000_000,
    })
    expect(one.lineItems.map((item) => item.amountPicoUsd)).toEqual([3_333_333_333, 1_666_666_667])
  })

  it('stand alone when there is no list price', () => {
    const one = cost(
      'nobody',
      'nothing',
      { inputTokens: 300, outputTokens: 100 },
      { reportedCostUsd: 0.000_4 },
    )
    expect(one).toMatchObject({
      status: 'reported',
      exactUsd: '0.0004',
      inputPicoUsd: 300_000_000,
      reportedGapPicoUsd: undefined,
    })
    expect(cost('nobody', 'nothing', {}, { reportedCostUsd: '0.1' })).toMatchObject({
      inputPicoUsd: 0,
      outputPicoUsd: 100_000_000_000,
    })
    expect(cost('nobody', 'nothing', usage, { reportedCostUsd: 0 })).toMatchObject({
      status: 'reported',
      exactUsd: '0',
      lineItems: [],
    })
  })

  it('are rounded half to even at a picodollar, floats being what they are', () => {
    expect(rocket(usage, { reportedCostUsd: 0.1 + 0.2 }).exactUsd).toBe('0.3')
  })
})

describe('a region without a known price', () => {
  const million = { inputTokens: 1_000_000, outputTokens: 0 }
  const look = (provider: string, model: string, region?: string) => {
    const one = cost(provider, model, million, { region })
    const general = cost(provider, model, { ...million, units: {} }, { region })
    expect(JSON.stringify(general)).toBe(JSON.stringify(one))
    return `${one.exactUsd} ${one.status}${one.flags.length > 0 ? ` ${one.flags.join()}` : ''}`
  }
  const GUESS = 'estimated region_price_missing'

  it.each([
    ['amazon.nova-lite-v1:0', 'ap-northeast-1', '0.063 priced'],
    ['amazon.nova-lite-v1:0', 'ap-southeast-2', '0.063 priced'],
    ['arn:aws:bedrock:ap-northeast-1::foundation-model/amazon.nova-lite-v1:0', undefined, '0.063 priced'],
    ['amazon.nova-2-lite-v1:0', 'ap-northeast-1', '0.396 priced'],
    ['amazon.nova-2-lite-v1:0', 'ap-southeast-2', `0.33 ${GUESS}`],
    ['amazon.nova-2-lite-v1:0', 'us-west-2', '0.33 priced'],
    ['us-gov.amazon.nova-pro-v1:0', undefined, `0.8 ${GUESS}`],
    ['eu.meta.llama3-70b-instruct-v1:0', undefined, `2.65 ${GUESS}`],
    ['meta.llama3-70b-instruct-v1:0', 'eu-west-2', `2.65 ${GUESS}`],
    ['meta.llama3-70b-instruct-v1:0', 'us-east-1', '2.65 priced'],
    ['meta.llama3-70b-instruct-v1:0', undefined, '2.65 priced'],
    ['amazon.nova-lite-v1:0', undefined, `0.06 ${GUESS}`],
    ['us.amazon.nova-lite-v1:0', undefined, '0.06 priced'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'ap-south-1', '3.3 priced'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', undefined, '3.3 priced'],
  ])('%s in %s on Bedrock is %s', (model, region, expected) => {
    expect(look('amazon-bedrock', model, region)).toBe(expected)
  })

  it('is that of a Claude on Vertex AI that names none', () => {
    expect(look('google-vertex', 'claude-sonnet-4-5')).toBe(`3 ${GUESS}`)
    expect(look('google-vertex', 'claude-sonnet-4-5', 'global')).toBe('3 priced')
    expect(look('google-vertex', 'claude-sonnet-4-5', 'europe-west1')).toBe('3.3 priced')
    expect(look('google-vertex', 'gemini-2.5-pro', 'europe-west1')).toBe('2.5 priced')
  })

  it('is no matter of prices of your own without regions', () => {
    const own = bookOf({})
    const one = own.calculate({ provider: 'acme', model: 'a', usage: million, region: 'eu-west-1' })
    expect([one.status, one.flags]).toEqual(['priced', []])
  })
})

describe('what the price does not say', () => {
  it('makes a call at a tier without a price an estimate', () => {
    const one = cost(
      'google',
      'gemini-2.0-flash',
      { inputTokens: 10, outputTokens: 1 },
      { serviceTier: 'batch' },
    )
    expect([one.status, one.flags]).toEqual(['estimated', ['service_tier_price_missing']])
  })

  it('is not the fast mode of OpenAI, which is its priority tier', () => {
    const usage = { inputTokens: 1000, outputTokens: 1000 }
    const fast = cost('openai', 'gpt-5.6-sol', usage, { serviceTier: 'Fast' })
    const priority = cost('openai', 'gpt-5.6-sol', usage, { serviceTier: 'priority' })
    expect([fast.status, fast.flags, fast.pricing.serviceTier]).toEqual(['priced', [], 'priority'])
    expect(fast.exactUsd).toBe(priority.exactUsd)
    expect(fast.totalPicoUsd).toBeGreaterThan(cost('openai', 'gpt-5.6-sol', usage).totalPicoUsd)
  })

  it('is how much of an output is pictures or sound, where those cost more', () => {
    const output = (model: string, usage: object) =>
      cost('google', model, { inputTokens: 0, outputTokens: 1290, ...usage })
    expect(output('gemini-2.5-flash-image', {})).toMatchObject({
      status: 'estimated',
      flags: ['usage_missing'],
      exactUsd: '0.003225',
    })
    expect(output('gemini-2.5-flash-image', { outputImageTokens: 1290 })).toMatchObject({
      status: 'priced',
      exactUsd: '0.0387',
    })
    expect(output('gemini-2.5-flash-image', { outputImageTokens: 0 }).status).toBe('priced')
    expect(output('gemini-2.5-flash-image', { outputTokens: 0 }).status).toBe('priced')
    expect(output('gemini-2.5-flash', {}).status).toBe('priced')
  })
})
