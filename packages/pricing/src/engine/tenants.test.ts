import { describe, expect, it } from 'vitest'
import { createPriceBook, type PriceBookOptions, type TenantOverlay, TokentollError } from '../index.ts'

function price(tenants: readonly TenantOverlay[], tenantId?: string, at = '2026-06-01', model = 'gpt-4o') {
  return createPriceBook({ tenants }).calculate({
    provider: 'openai',
    model,
    usage: { inputTokens: 1_000_000, outputTokens: 0, units: { webSearch: 1 } },
    tenantId,
    at: new Date(at),
  })
}

describe('tenant overlays', () => {
  it('mark up and discount, units included, for the tenant they name', () => {
    const tenants = [{ tenantId: 'acme', multiplier: '1.3' }]
    expect(price(tenants, 'acme').exactUsd).toBe('3.263')
    expect(price(tenants, 'acme').pricing.factors).toEqual(['1.3'])
    expect(price(tenants, 'other').exactUsd).toBe('2.51')
    expect(price(tenants).pricing.factors).toBeUndefined()
  })

  it('multiply in order and hold for their dates only', () => {
    const tenants = [
      { multiplier: '1.3' },
      { tenantId: 'acme', multiplier: '0.9', from: '2026-05-01', to: '2026-07-01' },
    ]
    expect(price(tenants, 'acme').exactUsd).toBe('2.9367')
    expect(price(tenants, 'acme', '2026-07-01').exactUsd).toBe('3.263')
    expect(price(tenants).exactUsd).toBe('3.263')
  })

  it('bring negotiated prices for one model, under every id of it', () => {
    const tenants = [
      {
        tenantId: 'acme',
        provider: 'openai',
        model: 'gpt-4o',
        prices: { input: 2, output: 8, units: { webSearch: 0 } },
      },
    ]
    expect(price(tenants, 'acme').exactUsd).toBe('2')
    expect(price(tenants, 'acme', '2026-06-01', 'gpt-4o-2024-08-06').exactUsd).toBe('2')
    expect(price(tenants, 'acme', '2026-06-01', 'gpt-4.1').exactUsd).toBe('2.01')
    expect(price(tenants, 'other').exactUsd).toBe('2.51')
  })

  it('leave a cost an estimate where the id only names a relative of the model', () => {
    const prices = { input: 2, output: 8, units: { webSearch: 0 } }
    const status = (negotiated: string, model: string) =>
      price([{ provider: 'openai', model: negotiated, prices }], 'acme', '2026-06-01', model).status
    expect(status('gpt-4o', 'gpt-4o')).toBe('priced')
    expect(status('gpt-4o', 'gpt-4o-2024-08-06')).toBe('priced')
    expect(status('gpt-4o', 'gpt-4o-banana')).toBe('estimated')
    expect(status('gpt-4o', 'gpt-4o-2031-01-31')).toBe('estimated')
  })

  it('find the model under any id that the book takes for it', () => {
    const calculate = (negotiated: string, model: string) =>
      createPriceBook({
        aliases: { 'prod-chat': 'gpt-4o' },
        tenants: [{ provider: 'openai', model: negotiated, prices: { input: 2, output: 8 } }],
      }).calculate({ provider: 'openai', model, usage: { inputTokens: 1_000_000, outputTokens: 0 } }).exactUsd
    for (const id of ['GPT-4o', 'openai/gpt-4o', 'gpt-4o-2024-08-06', 'prod-chat']) {
      expect(calculate(id, 'gpt-4o')).toBe('2')
      expect(calculate('gpt-4o', id)).toBe('2')
    }
    expect(calculate('Our-Model', 'our-model')).toBe('2')
    expect(calculate('gpt-4o', 'gpt-4o-2024-05-13')).toBe('5')
    expect(calculate('gpt-4o-banana', 'gpt-4o')).toBe('2.5')
  })

  it('are sure for the very id that they name, whether the catalogue knows it or not', () => {
    const one = (negotiated: string, model: string) => {
      const { status, totalPicoUsd } = createPriceBook({
        aliases: { 'prod-chat': 'in-house-7' },
        tenants: [{ provider: 'openai', model: negotiated, prices: { input: 2, output: 8 } }],
      }).calculate({ provider: 'openai', model, usage: { inputTokens: 1, outputTokens: 1 } })
      return [status, totalPicoUsd]
    }
    expect(one('in-house-7', 'in-house-7')).toEqual(['priced', 10_000_000])
    expect(one('In-House-7', 'in-house-7')).toEqual(['priced', 10_000_000])
    expect(one('in-house-7', 'prod-chat')).toEqual(['priced', 10_000_000])
    expect(one('gpt-4o-banana', 'gpt-4o-banana')).toEqual(['priced', 10_000_000])
    expect(one('in-house-7', 'in-house-8')).toEqual(['unpriced', 0])
  })

  it('of one tenant win over those of every tenant, in either order', () => {
    const all = {
      provider: 'openai',
      model: 'gpt-4o',
      prices: { input: 2, output: 8, units: { webSearch: 0 } },
    }
    const own = { ...all, tenantId: 'acme', prices: { ...all.prices, input: 1 } }
    for (const tenants of [
      [all, own],
      [own, all],
    ]) {
      expect(price(tenants, 'acme').exactUsd).toBe('1')
      expect(price(tenants, 'other').exactUsd).toBe('2')
      expect(price(tenants).exactUsd).toBe('2')
    }
  })

  it.each(['gpt-4o', 'GPT-4o', 'openai/gpt-4o', 'gpt-4o-2024-08-06', 'prod-chat'])(
    'are refused when two of a tenant hold for one model at one time, the other as %s',
    (model) => {
      const create = (rest: Partial<TenantOverlay>, to?: string) =>
        createPriceBook({
          aliases: { 'prod-chat': 'gpt-4o' },
          tenants: [
            { tenantId: 'acme', provider: 'openai', model: 'gpt-4o', prices: { input: 1, output: 1 }, to },
            { tenantId: 'acme', provider: 'openai.chat', model, prices: { input: 2, output: 2 }, ...rest },
          ],
        })
      expect(() => create({})).toThrow(
        expect.objectContaining({
          code: 'price_overlap',
          field: 'tenants[1]',
          message: expect.stringContaining('tenants[0]'),
        }),
      )
      expect(() => create({ from: '2026-01-01' }, '2026-01-01')).not.toThrow()
      expect(() => create({ tenantId: 'other' })).not.toThrow()
      expect(() => create({ tenantId: undefined })).not.toThrow()
      expect(() => create({ provider: 'azure' })).not.toThrow()
    },
  )

  it('mark up the fallback price too', () => {
    const one = createPriceBook({
      fallback: { kind: 'estimate', prices: { input: 10, output: 30 } },
      tenants: [{ tenantId: 'acme', multiplier: '1.3' }],
    })
    const usage = { inputTokens: 1000, outputTokens: 1000 }
    const request = { provider: 'nobody', model: 'nothing', usage }
    expect(one.calculate({ ...request, tenantId: 'acme' })).toMatchObject({
      status: 'estimated',
      exactUsd: '0.052',
    })
    expect(one.calculate({ ...request, tenantId: 'acme' }).pricing.factors).toEqual(['1.3'])
    expect(one.calculate(request).exactUsd).toBe('0.04')
  })

  it('change the version of the price', () => {
    const [list, marked] = [price([]), price([{ multiplier: '1.3' }])]
    expect(marked.pricing.priceVersion).not.toBe(list.pricing.priceVersion)
  })

  it('leave a reported cost as it is', () => {
    const one = createPriceBook({ tenants: [{ multiplier: '2' }] }).calculate({
      provider: 'openai',
      model: 'gpt-4o',
      usage: { inputTokens: 1000, outputTokens: 0 },
      reportedCostUsd: '0.002',
    })
    expect(one.exactUsd).toBe('0.002')
  })

  it.each([
    [{}, 'overlay_invalid'],
    [{ multiplier: '1', prices: { input: 1, output: 1 } }, 'overlay_invalid'],
    [{ prices: { input: 1, output: 1 } }, 'overlay_invalid'],
    [null as unknown as TenantOverlay, 'overlay_invalid'],
    [{ multiplier: '-1' }, 'price_invalid'],
    [{ multiplier: 'x' }, 'price_invalid'],
    [{ multiplier: '1', from: 'soon' }, 'instant_invalid'],
    [{ multiplier: '1', to: '2026-02-30' }, 'instant_invalid'],
    [{ multiplier: '1', from: '2026-02-01', to: '2026-01-01' }, 'period_invalid'],
  ])('refuse %j', (overlay, code) => {
    expect(() => createPriceBook({ tenants: [overlay] })).toThrow(expect.objectContaining({ code }))
  })

  it('say what was given instead', () => {
    expect(() => createPriceBook({ tenants: [{ tenantId: 'a', from: '2026-01-01' }] })).toThrow(
      'needs either prices or a multiplier (tenants[0]: "tenantId, from")',
    )
    expect(() => createPriceBook({ tenants: [{ model: 'm', prices: { input: 1, output: 1 } }] })).toThrow(
      'Negotiated prices without their model (tenants[0]: "model, prices")',
    )
  })
})

describe('slips in overlays, entries and options', () => {
  const refused = (options: object): TokentollError => {
    try {
      createPriceBook(JSON.parse(JSON.stringify(options)) as PriceBookOptions)
    } catch (error) {
      if (TokentollError.isInstance(error)) return error
      throw error
    }
    throw new Error(`Accepted: ${JSON.stringify(options)}`)
  }
  const prices = { input: 1, output: 1 }
  const entry = { provider: 'acme', model: 'a', prices }

  it.each([
    [{ tenants: [{ tenant: 'a', multiplier: '0.5' }] }, 'overlay_invalid', 'tenants[0].tenant'],
    [
      { tenants: [{ tenantId: 'a', multiplier: '0.5', effectiveFrom: '2027-01-01' }] },
      'overlay_invalid',
      'tenants[0].effectiveFrom',
    ],
    [{ override: [entry] }, 'overlay_invalid', 'options.override'],
    [{ fallback: { kind: 'unpriced', price: prices } }, 'price_invalid', 'fallback.price'],
    [
      { overrides: [{ ...entry, effectiveFrom: '2027-01-01' }] },
      'price_invalid',
      'overrides[0].effectiveFrom',
    ],
    [{ overrides: [{ ...entry, servicetiers: {} }] }, 'price_invalid', 'overrides[0].servicetiers'],
    [
      { overrides: [{ ...entry, tiers: [{ aboveInputTokens: 1, prices, isInclusive: true }] }] },
      'price_invalid',
      'overrides[0].tiers[0].isInclusive',
    ],
    [
      { overrides: [{ ...entry, window: { start: '01:00', end: '02:00', days: [1] } }] },
      'price_invalid',
      'overrides[0].window.days',
    ],
  ])('are refused with their name: %j', (options, code, field) => {
    expect(refused(options)).toMatchObject({ code, field })
    expect(refused(options).message).toMatch(/Use \w+, /)
  })

  it.each(['tenantId', 'provider', 'model'])('refuses an empty, absent or numeric %s', (key) => {
    for (const id of ['', ' ', null, 7]) {
      expect(refused({ tenants: [{ [key]: id, multiplier: '0.5' }] })).toMatchObject({
        code: 'id_empty',
        field: `tenants[0].${key}`,
        remedy: 'Give a text, or leave it out: then the overlay is for all of them.',
      })
    }
  })

  it('refuses an empty alias of an override', () => {
    expect(refused({ overrides: [{ ...entry, aliases: ['b', ''] }] }).code).toBe('id_empty')
  })

  it('names a number of digits that does fit', () => {
    const long = '1.0131000000000001'
    expect(refused({ tenants: [{ multiplier: long }] }).remedy).toBe('Round it: 15 digits always fit.')
    expect(() => createPriceBook({ tenants: [{ multiplier: long.slice(0, 16) }] })).not.toThrow()
  })
})

describe('many tenants', () => {
  it('keep the order of factors and prices of their own before those of all', () => {
    const many: TenantOverlay[] = Array.from({ length: 200 }, (_, index) => ({
      tenantId: `t${index}`,
      multiplier: index + 1,
    }))
    const negotiated = { provider: 'openai', model: 'gpt-4o' }
    const tenants: TenantOverlay[] = [
      { tenantId: 't7', multiplier: '0.9' },
      { multiplier: '1.3' },
      ...many,
      { ...negotiated, prices: { input: 4, output: 4, units: { webSearch: 0 } } },
      { ...negotiated, tenantId: 't7', prices: { input: 3, output: 3, units: { webSearch: 0 } } },
    ]
    expect(price(tenants, 't7').pricing.factors).toEqual(['0.9', '1.3', 8])
    expect(price(tenants, 't7').exactUsd).toBe('28.08')
    expect(price(tenants, 't9').exactUsd).toBe('52')
    expect(price(tenants, 'other').exactUsd).toBe('5.2')
    expect(price(tenants).exactUsd).toBe('5.2')
  })

  it('are not looked at for the call of one of them', () => {
    let looks = 0
    const watched = (index: number): TenantOverlay => ({
      tenantId: `t${index}`,
      get model() {
        looks += 1
        return 'gpt-4o'
      },
      multiplier: '0.9',
    })
    const book = createPriceBook({ tenants: Array.from({ length: 100 }, (_, index) => watched(index)) })
    looks = 0
    book.calculate({ provider: 'openai', model: 'gpt-4o', usage: { inputTokens: 1 }, tenantId: 't5' })
    expect(looks).toBeGreaterThan(0)
    expect(looks).toBeLessThan(5)
  })
})
