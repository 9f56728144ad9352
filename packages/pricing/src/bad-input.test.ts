import { catalog } from '@tokentoll/catalog'
import { describe, expect, it } from 'vitest'
import {
  convertUsd,
  createMoneySum,
  createPriceBook,
  formatUsd,
  parseUsdToPico,
  picoToUsdString,
  type PriceEntry,
  type Usage,
} from './index.ts'
import { caught } from './__fixtures__/caught.ts'

const book = createPriceBook()
const calculate = (usage: Usage, rest: { at?: Date; reportedCostUsd?: string | number } = {}) =>
  book.calculate({ provider: 'openai', model: 'gpt-4o', usage, ...rest })
const none = undefined as never
const override = (entry: Partial<PriceEntry>) =>
  createPriceBook({
    overrides: [{ provider: 'acme', model: 'a', prices: { input: 1, output: 1 }, ...entry }],
  })

describe('counts that are no counts', () => {
  const fields = [
    'inputTokens',
    'outputTokens',
    'cacheReadTokens',
    'cacheWriteTokens',
    'cacheWrite1hTokens',
    'reasoningTokens',
    'inputAudioTokens',
    'cacheReadAudioTokens',
    'outputAudioTokens',
    'inputImageTokens',
    'cacheReadImageTokens',
    'outputImageTokens',
    'inputVideoTokens',
    'outputVideoTokens',
    'citationTokens',
  ] as const
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0.5, 2 ** 53]

  it.each(fields.flatMap((field) => values.map((value) => [field, value] as const)))(
    '%s %s',
    (field, value) => {
      const error = caught(() => calculate({ inputTokens: 10, outputTokens: 10, [field]: value }))
      expect(error).toMatchObject({ code: 'usage_invalid', field: `usage.${field}`, value })
      expect(error.message).toContain('Give a whole number')
    },
  )

  it.each([
    ['webSearch', 1.5],
    ['webSearch', -1],
    ['audioSecondInput', Number.NaN],
    ['audioSecondInput', Number.POSITIVE_INFINITY],
    ['audioSecondInput', -0.1],
  ] as const)('unit %s %s', (unit, quantity) => {
    const error = caught(() => calculate({ inputTokens: 1, outputTokens: 1, units: { [unit]: quantity } }))
    expect(error).toMatchObject({ code: 'usage_invalid', field: `usage.units.${unit}`, value: quantity })
  })

  it.each([undefined, null])('no usage at all: %s', (usage) => {
    const error = caught(() => calculate(usage as unknown as Usage))
    expect(error).toMatchObject({ code: 'usage_invalid', field: 'usage' })
  })

  it('of another type, which JavaScript lets through', () => {
    for (const value of ['12', null, 12n, {}]) {
      expect(caught(() => calculate({ inputTokens: value as unknown as number, outputTokens: 1 })).code).toBe(
        'usage_invalid',
      )
    }
  })
})

describe('other bad input', () => {
  it.each([
    [
      'an empty model',
      'id_empty',
      'model',
      () => book.calculate({ provider: 'openai', model: ' ', usage: {} }),
    ],
    [
      'an empty provider',
      'id_empty',
      'provider',
      () => book.calculate({ provider: '', model: 'x', usage: {} }),
    ],
    ['an empty id of an override', 'id_empty', 'overrides[0].model', () => override({ model: '' })],
    [
      'a cost above 9,007 USD',
      'cost_out_of_range',
      'usage',
      () => calculate({ inputTokens: 3_600_000_000, outputTokens: 1_000_000 }),
    ],
    [
      'one amount above 9,007 USD',
      'cost_out_of_range',
      'quantity',
      () => calculate({ inputTokens: 9_000_000_000_000, outputTokens: 0 }),
    ],
    [
      'a reported cost below zero',
      'price_invalid',
      'reportedCostUsd',
      () => calculate({}, { reportedCostUsd: -1 }),
    ],
    [
      'a reported cost that is none',
      'price_invalid',
      'reportedCostUsd',
      () => calculate({}, { reportedCostUsd: Number.NaN }),
    ],
    [
      'a reported cost above 9,007 USD',
      'cost_out_of_range',
      'reportedCostUsd',
      () => calculate({}, { reportedCostUsd: 9008 }),
    ],
    [
      'an instant that is none',
      'instant_invalid',
      'at',
      () => book.calculate({ provider: 'openai', model: 'o3', usage: {}, at: new Date('x') }),
    ],
    [
      'null for an instant',
      'instant_invalid',
      'at',
      () => book.calculate({ provider: 'openai', model: 'o3', usage: {}, at: null as unknown as undefined }),
    ],
    ...[
      5,
      1_780_000_000,
      1_780_000_000_000_000,
      '5',
      '2026',
      '2026-02-30',
      '2026-01-01T24:00',
      '01/02/2026',
    ].map(
      (instant) =>
        [
          `the instant ${JSON.stringify(instant)}`,
          'instant_invalid',
          'instant',
          () => book.at(instant),
        ] satisfies [string, string, string, () => unknown],
    ),
    [
      'seconds for milliseconds',
      'instant_invalid',
      'at',
      () => book.calculate({ provider: 'openai', model: 'o3', usage: {}, at: 1_780_000_000 }),
    ],
    [
      'a rate of a day that does not exist',
      'rate_invalid',
      'rate.date',
      () =>
        convertUsd(
          1,
          { currency: 'EUR', perUsd: 1, date: '2026-02-30' },
          { decimals: 2, rounding: 'half-even' },
        ),
    ],
    ['a date that is none', 'instant_invalid', 'overrides[0].from', () => override({ from: 'soon' })],
    [
      'a period that ends before it begins',
      'period_invalid',
      'overrides[0].to',
      () => override({ from: '2026-02-01', to: '2026-01-01' }),
    ],
    [
      'a time of day that is none',
      'period_invalid',
      'overrides[0].window.start',
      () => override({ window: { start: '25:00', end: '01:00' } }),
    ],
    [
      'a price below zero',
      'price_invalid',
      'overrides[0].prices.input',
      () => override({ prices: { input: -1, output: 1 } }),
    ],
    [
      'a price that is no number',
      'price_invalid',
      'overrides[0].prices.output',
      () => override({ prices: { input: 1, output: 'a lot' } }),
    ],
    [
      'a price that is not finite',
      'price_invalid',
      'overrides[0].prices.input',
      () => override({ prices: { input: Number.NaN, output: 1 } }),
    ],
    [
      'a fraction of nothing',
      'price_invalid',
      'overrides[0].prices.input',
      () => override({ prices: { input: { pico: 1, per: 0 }, output: 1 } }),
    ],
    ...(
      [
        ['overrides', 'price_invalid', () => createPriceBook({ overrides: 5 as never })],
        ['tenants', 'overlay_invalid', () => createPriceBook({ tenants: {} as never })],
        ['overrides[0].tiers', 'price_invalid', () => override({ tiers: 5 as never })],
        ['overrides[0].aliases', 'price_invalid', () => override({ aliases: 'b' as never })],
        ['overrides[0].billedAsText', 'price_invalid', () => override({ billedAsText: 'input' as never })],
      ] as const
    ).map(
      ([field, code, act]) =>
        [`no list for ${field}`, code, field, act] satisfies [string, string, string, () => unknown],
    ),
    [
      'a price with more digits than can be held',
      'price_too_precise',
      'overrides[0].prices.input',
      () => override({ prices: { input: '0.1234567890123456789012345', output: 1 } }),
    ],
    [
      'a price in the wrong unit',
      'price_out_of_range',
      'overrides[0].prices.input',
      () => override({ prices: { input: '99999999999', output: 1 } }),
    ],
    [
      'a bad price of a tier',
      'price_invalid',
      'overrides[0].tiers[0].prices.input',
      () => override({ tiers: [{ aboveInputTokens: 1, prices: { input: 'x' } }] }),
    ],
    [
      'a bad price of a service tier',
      'price_invalid',
      'overrides[0].serviceTiers.batch.multiplier',
      () => override({ serviceTiers: { batch: { multiplier: 'half' } } }),
    ],
    [
      'a bad price of a region',
      'price_invalid',
      'overrides[0].regions.eu.output',
      () => override({ regions: { eu: { output: 'x' } } }),
    ],
    [
      'a bad fallback',
      'price_invalid',
      'fallback.prices.input',
      () => createPriceBook({ fallback: { kind: 'estimate', prices: { input: 'x', output: 1 } } }),
    ],
    [
      'a threshold that is none',
      'price_invalid',
      'overrides[0].tiers[0].aboveInputTokens',
      () => override({ tiers: [{ aboveInputTokens: Number.NaN, prices: {} }] }),
    ],
    [
      'a threshold given twice',
      'price_invalid',
      'overrides[0].tiers[1].aboveInputTokens',
      () =>
        override({
          tiers: [
            { aboveInputTokens: 1, prices: {} },
            { aboveInputTokens: 1, inclusive: true, prices: {} },
          ],
        }),
    ],
    [
      'a tier without prices',
      'price_invalid',
      'overrides[0].tiers[0].prices',
      () => override({ tiers: [{ aboveInputTokens: 1 }] as unknown as NonNullable<PriceEntry['tiers']> }),
    ],
    [
      'a service tier without prices',
      'price_invalid',
      'overrides[0].serviceTiers.batch',
      () => override({ serviceTiers: { batch: null as unknown as Partial<PriceEntry['prices']> } }),
    ],
    [
      'an override that is none',
      'price_invalid',
      'overrides[0]',
      () => createPriceBook({ overrides: [null as unknown as PriceEntry] }),
    ],
    [
      'an override without prices',
      'price_invalid',
      'overrides[0].prices',
      () => override({ prices: undefined as unknown as PriceEntry['prices'] }),
    ],
    [
      'a misspelt price',
      'price_invalid',
      'overrides[0].prices.inputs',
      () => override({ prices: { input: 1, output: 1, inputs: 2 } as unknown as PriceEntry['prices'] }),
    ],
    [
      'a misspelt price of a service tier',
      'price_invalid',
      'overrides[0].serviceTiers.batch.cacheReads',
      () => override({ serviceTiers: { batch: { cacheReads: 1 } as unknown as { input: number } } }),
    ],
    [
      'a misspelt unit',
      'price_invalid',
      'overrides[0].prices.units.webSearches',
      () => override({ prices: { input: 1, output: 1, units: { webSearches: 1 } as unknown as object } }),
    ],
    [
      'a multiplier of nothing',
      'price_invalid',
      'overrides[0].prices.multiplier',
      () => override({ prices: { input: 1, output: 1, multiplier: 2 } as unknown as PriceEntry['prices'] }),
    ],
    [
      'a capitalised service tier',
      'price_invalid',
      'overrides[0].serviceTiers',
      () => override({ serviceTiers: { Batch: { multiplier: '0.5' } } }),
    ],
    [
      'prices of the standard tier beside the standard prices',
      'price_invalid',
      'overrides[0].serviceTiers',
      () => override({ serviceTiers: { default: { multiplier: '0.5' } } }),
    ],
    [
      'a capitalised region',
      'price_invalid',
      'overrides[0].regions',
      () => override({ regions: { EU: { multiplier: '1.1' } } }),
    ],
    ...[[], [9], [1.5], 'Monday'].map(
      (weekdays) =>
        [
          `weekdays ${JSON.stringify(weekdays)}`,
          'period_invalid',
          'overrides[0].window.weekdays',
          () => override({ window: { start: '01:00', end: '02:00', weekdays: weekdays as number[] } }),
        ] satisfies [string, string, string, () => unknown],
    ),
    [
      'a fallback of another kind',
      'price_invalid',
      'fallback.kind',
      () => createPriceBook({ fallback: { kind: 'foo' } as unknown as { kind: 'unpriced' } }),
    ],
    [
      'a fallback with a misspelt price',
      'price_invalid',
      'fallback.prices.inputs',
      () =>
        createPriceBook({
          fallback: {
            kind: 'estimate',
            prices: { input: 1, output: 1, inputs: 1 } as unknown as PriceEntry['prices'],
          },
        }),
    ],
    [
      'a fallback without prices',
      'price_invalid',
      'fallback.prices',
      () => createPriceBook({ fallback: { kind: 'estimate' } as unknown as { kind: 'unpriced' } }),
    ],
    [
      'a conversion without its rounding',
      'format_invalid',
      'options',
      () => convertUsd(1, { currency: 'EUR', perUsd: 1, date: '2026-11-20' }, none),
    ],
    ['an amount without its rounding', 'format_invalid', 'options', () => formatUsd(1, none)],
    [
      'a conversion without a rate',
      'rate_invalid',
      'rate',
      () => convertUsd(1, none, { decimals: 2, rounding: 'half-even' }),
    ],
    ['USD that is no decimal', 'price_invalid', 'value', () => parseUsdToPico('1,5')],
    ['USD finer than a picodollar', 'price_too_precise', 'value', () => parseUsdToPico('0.0000000000001')],
    ['picodollars that are no integer', 'money_invalid', 'pico', () => picoToUsdString(0.5)],
    ['a sum of something else', 'money_invalid', 'pico', () => createMoneySum().add(Number.NaN)],
    ['too many decimals', 'format_invalid', 'decimals', () => formatUsd(1, { decimals: 13, rounding: 'up' })],
    [
      'a currency that is none',
      'rate_invalid',
      'rate.currency',
      () =>
        convertUsd(
          1,
          { currency: 'euro', perUsd: '0.9', date: '2026-11-20' },
          { decimals: 2, rounding: 'half-even' },
        ),
    ],
    [
      'a rate of nothing',
      'rate_invalid',
      'rate.perUsd',
      () =>
        convertUsd(
          1,
          { currency: 'EUR', perUsd: 0, date: '2026-11-20' },
          { decimals: 2, rounding: 'half-even' },
        ),
    ],
    [
      'a rate without a date',
      'rate_invalid',
      'rate.date',
      () => convertUsd(1, { currency: 'EUR', perUsd: 1, date: '' }, { decimals: 2, rounding: 'half-even' }),
    ],
  ] satisfies [string, string, string, () => unknown][])('%s', (_name, code, field, act) => {
    const error = caught(act)
    expect(error).toMatchObject({ code, field })
    expect(error.message).toContain(error.remedy)
  })

  it('names the form of the price that was given', () => {
    const remedy = (input: unknown) =>
      caught(() => override({ prices: { input: input as number, output: 1 } })).message
    expect(remedy(null)).toBe(
      "Not a decimal amount (overrides[0].prices.input: null). Give a number or a decimal such as '2.5'.",
    )
    expect(remedy({ pico: 1.5, per: 1 })).toBe(
      'Not a fractional price (overrides[0].prices.input: "{\\"pico\\":1.5,\\"per\\":1}"). ' +
        'Give { pico, per } as whole numbers, per above 0.',
    )
  })

  it('overlapping dated prices, and says which', () => {
    const entry = (from: string, to?: string): PriceEntry => ({
      provider: 'acme',
      model: 'a',
      prices: { input: 1, output: 1 },
      from,
      ...(to === undefined ? {} : { to }),
    })
    const error = caught(() =>
      createPriceBook({ overrides: [entry('2026-01-01', '2026-03-01'), entry('2026-02-01')] }),
    )
    expect(error).toMatchObject({ code: 'price_overlap', field: 'overrides[1]' })
    expect(error.message).toContain('overrides[0]')
    expect(() =>
      createPriceBook({ overrides: [entry('2026-01-01', '2026-02-01'), entry('2026-02-01')] }),
    ).not.toThrow()
  })

  it.each([
    [{ start: '01:00', end: '03:00' }, { start: '02:00', end: '04:00' }, true],
    [{ start: '01:00', end: '02:00' }, { start: '02:00', end: '03:00' }, false],
    [{ start: '22:00', end: '06:00' }, { start: '05:00', end: '07:00' }, true],
    [{ start: '22:00', end: '06:00', weekdays: [6] }, { start: '05:00', end: '07:00', weekdays: [0] }, true],
    [{ start: '22:00', end: '06:00', weekdays: [6] }, { start: '05:00', end: '07:00', weekdays: [6] }, false],
    [{ start: '01:00', end: '03:00', weekdays: [1] }, { start: '01:00', end: '03:00', weekdays: [2] }, false],
    [{ start: '01:00', end: '03:00' }, undefined, false],
  ])('overlapping hours of the day: %j and %j: %s', (window, other, isRefused) => {
    const entries = [window, other].map((one) => ({
      provider: 'acme',
      model: 'a',
      prices: { input: 1, output: 1 },
      ...(one === undefined ? {} : { window: one }),
    }))
    for (const overrides of [entries, entries.toReversed()]) {
      const create = () => createPriceBook({ overrides })
      if (isRefused) expect(caught(create)).toMatchObject({ code: 'price_overlap', field: 'overrides[1]' })
      else expect(create).not.toThrow()
    }
  })

  it('a catalogue cut short, of another schema, or with a broken line', () => {
    const [first, ...others] = catalog.providers
    if (first === undefined) throw new Error('The catalogue is empty')
    const cut = { ...catalog, providers: [{ ...first, lines: first.lines.slice(0, -10) }, ...others] }
    expect(caught(() => createPriceBook({ catalog: cut }))).toMatchObject({
      code: 'catalog_invalid',
      field: 'catalog.characters',
    })
    expect(caught(() => createPriceBook({ catalog: { ...catalog, schema: 2 as unknown as 1 } })).field).toBe(
      'catalog.schema',
    )
    expect(caught(() => createPriceBook({ catalog: { ...catalog, checkedAt: '' } })).field).toBe(
      'catalog.checkedAt',
    )
    const broken = { ...catalog, characters: 10, providers: [{ ...first, lines: 'a i1 o1 ??' }] }
    const use = () =>
      createPriceBook({ catalog: broken }).calculate({ provider: first.id, model: 'a', usage: {} })
    expect(caught(use)).toMatchObject({ code: 'catalog_invalid', value: 'a i1 o1 ??' })
  })
})
