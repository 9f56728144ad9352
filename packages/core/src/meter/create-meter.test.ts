import { describe, expect, it } from 'vitest'
import { currentAttribution, withAttribution } from '../attribution/context.ts'
import type { Reservation, SpendGate } from '../contracts/spend-gate.ts'
import { createRecordingSink } from '../testing/recording-sink.ts'
import { createMeter } from './create-meter.ts'
import type { Meter } from './meter.ts'
import { call, setUp } from './__fixtures__/set-up-meter.ts'

describe('recording', () => {
  it('prices, attributes and freezes the facts of a call', () => {
    const { sink, meter } = setUp({ clock: () => 1_700_000_000_000, service: 'api' })
    withAttribution({ tenantId: 'acme', userId: 'ada', task: 'chat' }, () => meter.record(call))
    expect(sink.records).toHaveLength(1)
    expect(sink.records[0]).toMatchObject({
      attribution: { tenantId: 'acme', userId: 'ada', task: 'chat' },
      cost: {
        inputPicoUsd: 150_000_000,
        outputPicoUsd: 600_000_000,
        totalPicoUsd: 750_000_000,
        status: 'priced',
      },
      timestamp: 1_700_000_000_000,
      outcome: 'success',
      service: 'api',
      flags: [],
    })
  })

  it('captures the tenant at the start, wherever the call ends', () => {
    const { sink, meter } = setUp()
    const open = withAttribution({ tenantId: 'acme' }, () => meter.start(call))
    withAttribution({ tenantId: 'globex' }, () => open.end(call))
    expect(sink.records[0]?.attribution.tenantId).toBe('acme')
  })

  it('keeps the tenant it captured, whatever happens to the context afterwards', () => {
    const { sink, meter } = setUp()
    withAttribution({ tenantId: 'acme', tags: { plan: 'pro' } }, () => {
      meter.record(call)
      Object.assign(currentAttribution()!, { tenantId: 'globex' })
      Object.assign(currentAttribution()!.tags!, { plan: 'free' })
    })
    expect(sink.records[0]?.attribution).toMatchObject({ tenantId: 'acme', tags: { plan: 'pro' } })
  })

  it('lets the trusted context win over forged metadata, and says so', () => {
    const { sink, meter } = setUp({ attribution: () => ({ userId: 'from-baggage' }) })
    withAttribution({ tenantId: 'acme' }, () =>
      meter.record({ ...call, attribution: { tenantId: 'victim', userId: 'x', task: 'chat' } }),
    )
    expect(sink.records[0]).toMatchObject({
      attribution: { tenantId: 'acme', userId: 'from-baggage', task: 'chat' },
      flags: ['attribution_conflict'],
    })
  })

  it('books a call once: the same end, the same response id, the same delivery', () => {
    const { sink, meter } = setUp()
    const open = meter.start(call)
    const record = open.end({ ...call, responseId: 'chatcmpl-0123456789' })
    expect(open.end(call)).toBeUndefined()
    expect(meter.record({ ...call, responseId: 'chatcmpl-0123456789' })).toBeUndefined()
    meter.deliver(record!)
    expect(sink.records).toHaveLength(1)
    expect(meter.health().duplicates).toBe(2)
  })

  it('does not take a short, reused response id for a duplicate', () => {
    const { sink, meter } = setUp()
    meter.record({ ...call, responseId: 'chatcmpl-123' })
    meter.record({ ...call, responseId: 'chatcmpl-123' })
    expect(sink.records).toHaveLength(2)
  })

  it('corrects a provisional estimate by what really happened', () => {
    const { sink, meter } = setUp()
    const open = meter.start(call)
    open.end({
      outcome: 'abandoned',
      provisional: true,
      usage: { inputTokens: 900 },
      usageConfidence: 'estimated',
    })
    open.end({ ...call, responseId: 'chatcmpl-0123456789' })
    expect(sink.records.map((record) => record.cost.status)).toEqual(['estimated', 'priced'])
    expect(sink.records[1]?.corrects).toBe(sink.records[0]?.id)
  })

  it('goes on when a sink throws: the others get the record, the failure is counted and told once', () => {
    const sink = createRecordingSink()
    const broken = {
      ...createRecordingSink(),
      name: 'broken',
      record: () => {
        throw new Error('disk full')
      },
    }
    const { meter, warnings } = setUp({ sinks: [broken, sink] })
    meter.record(call)
    meter.record(call)
    expect(sink.records).toHaveLength(2)
    expect(meter.health().sinkErrors).toEqual({ broken: 2 })
    expect(warnings).toEqual(['the sink "broken" failed; further failures are only counted: disk full'])
  })

  it('survives a clock, a trace source and a warning hook that throw', () => {
    const fail = () => {
      throw new Error('no')
    }
    const sink = createRecordingSink()
    const meter = createMeter({ sinks: [sink], trace: fail, onWarning: fail })
    expect(() => meter.record(call)).not.toThrow()
    expect(sink.records).toHaveLength(1)
  })

  it('remembers ids within bounds', () => {
    const { sink, meter } = setUp({ dedupeSize: 4 })
    const ids = ['a', 'b', 'c', 'd', 'e', 'a'].map((letter) => letter.repeat(20))
    for (const responseId of ids) meter.record({ ...call, responseId })
    // The bound is what the ledger's unique key stands behind: an id may come again after it was forgotten.
    expect(sink.records).toHaveLength(6)
  })
})

describe('what a call cost when not everything is known', () => {
  it.each([
    ['no usage at all', { usage: undefined }, { status: 'unpriced', isEstimated: true }, ['usage_missing']],
    ['an unknown model', { model: 'nobody-knows-this' }, { status: 'unpriced', isEstimated: true }, []],
    [
      'NaN tokens',
      { usage: { inputTokens: Number.NaN, outputTokens: 1000 } },
      { status: 'estimated', totalPicoUsd: 600_000_000 },
      ['usage_invalid'],
    ],
    [
      'negative tokens',
      { usage: { inputTokens: 1000, outputTokens: -1 } },
      { status: 'estimated', totalPicoUsd: 150_000_000 },
      ['usage_invalid'],
    ],
    [
      'fractions of tokens',
      { usage: { inputTokens: 0.5, outputTokens: 0.5 } },
      { status: 'unpriced' },
      ['usage_invalid', 'usage_missing'],
    ],
    [
      'more from the cache than there was input',
      { usage: { inputTokens: 1000, outputTokens: 1000, cacheReadTokens: 1500 } },
      { status: 'estimated', totalPicoUsd: 600_000_000 + 1500 * 75_000 },
      ['parts_exceed_total'],
    ],
    [
      'more reasoning than output, and NaN',
      {
        usage: { inputTokens: 1000, outputTokens: 1000, reasoningTokens: 2000, cacheReadTokens: Number.NaN },
      },
      { status: 'estimated', totalPicoUsd: 1_350_000_000 },
      ['parts_exceed_total', 'usage_invalid'],
    ],
    [
      'more from the cache than there was input, at a reported cost',
      { usage: { inputTokens: 10, outputTokens: 0, cacheReadTokens: 20 }, reportedCostUsd: '0.5' },
      { status: 'reported', isEstimated: false, totalPicoUsd: 500_000_000_000 },
      ['parts_exceed_total'],
    ],
    [
      'more from the cache than there was input, at an unknown model',
      { model: 'nobody-knows-this', usage: { inputTokens: 10, outputTokens: 0, cacheReadTokens: 20 } },
      { status: 'unpriced' },
      ['parts_exceed_total'],
    ],
    ['an aborted stream', { outcome: 'aborted' }, { status: 'estimated', totalPicoUsd: 750_000_000 }, []],
    ['an estimated usage', { usageConfidence: 'estimated' }, { status: 'estimated', isEstimated: true }, []],
    [
      'a cut connection',
      { usage: undefined, outcome: 'error', error: { name: 'E', message: '' } },
      { status: 'unpriced' },
      ['usage_missing'],
    ],
    [
      'a refused HTTP call',
      { usage: undefined, outcome: 'error', error: { name: 'E', message: '', status: 429 } },
      { status: 'priced', totalPicoUsd: 0 },
      [],
    ],
    ['a cache hit', { cached: true }, { status: 'priced', totalPicoUsd: 0 }, []],
    [
      'the provider’s own figure',
      { reportedCostUsd: '0.001' },
      { status: 'reported', totalPicoUsd: 1_000_000_000 },
      [],
    ],
  ] as const)('%s', (_, end, cost, flags) => {
    const { sink, meter } = setUp()
    withAttribution({ tenantId: 'acme' }, () => meter.record({ ...call, ...end }))
    expect(sink.records[0]?.cost).toMatchObject(cost)
    expect(sink.records[0]?.flags).toEqual(expect.arrayContaining([...flags]))
    const { inputPicoUsd, outputPicoUsd, totalPicoUsd } = sink.records[0]!.cost
    expect(inputPicoUsd + outputPicoUsd).toBe(totalPicoUsd)
  })

  it('says what a cache hit saved', () => {
    const { sink, meter } = setUp()
    meter.record({ ...call, cached: true })
    expect(sink.records[0]?.savedPicoUsd).toBe(750_000_000)
  })

  it('prices the parts of one response by their own models', () => {
    const { sink, meter } = setUp()
    const one = { inputTokens: 1000, outputTokens: 1000 }
    meter.record({
      ...call,
      usage: { inputTokens: 2000, outputTokens: 2000 },
      parts: [
        { model: '', usage: one },
        { model: 'gpt-4o', usage: one },
      ],
    })
    expect(sink.records[0]?.cost).toMatchObject({
      totalPicoUsd: 750_000_000 + 12_500_000_000,
      pricedModel: 'gpt-4o-mini',
    })
  })

  it('flags a service tier that was only asked for', () => {
    const { sink, meter } = setUp()
    meter.record({ ...call, requestedServiceTier: 'flex' })
    expect(sink.records[0]?.flags).toContain('service_tier_requested_only')
  })
})

describe('what a hook or a caller gets wrong', () => {
  it('keeps tenant, run id and record when the hooks throw, also before the call', async () => {
    const fail = () => {
      throw new TypeError('no')
    }
    const gate = {
      reserve: async () => ({ id: 'r', heldPicoUsd: 0 }),
      settle: async () => {},
      release: async () => {},
    }
    const { meter, sink, warnings } = setUp({ trace: fail, attribution: fail, ids: fail, gate })
    await withAttribution({ tenantId: 'acme' }, async () => {
      await meter.authorize(call)
      meter.record({ ...call, runId: 'r1' })
    })
    expect(sink.records[0]).toMatchObject({ id: 'r1', attribution: { tenantId: 'acme' } })
    expect(warnings.toSorted()).toEqual([
      'the option attribution failed; calls are booked without it: no',
      'the option ids failed; calls are booked without it: no',
      'the option trace failed; calls are booked without it: no',
    ])
  })

  it.each([1_795_366_597, Number.NaN, -1, 'yesterday'])(
    'books a start of %s as now, flagged',
    (startedAt) => {
      const { meter, sink } = setUp({ clock: () => 1_795_366_597_000 })
      meter.record({ ...call, startedAt: startedAt as number })
      expect(sink.records[0]).toMatchObject({
        timestamp: 1_795_366_597_000,
        flags: ['timestamp_invalid', 'attribution_missing'],
      })
    },
  )

  it('takes a Date for an instant', () => {
    const { meter, sink } = setUp()
    meter.record({ ...call, startedAt: new Date('2026-01-02T03:04:05Z') as never })
    expect(sink.records[0]?.timestamp).toBe(Date.UTC(2026, 0, 2, 3, 4, 5))
  })

  it('books what has no usable model, provider or usage', () => {
    const { meter, sink } = setUp()
    meter.record({ ...call, model: { a: 1 } as never, provider: null as never })
    meter.record({ ...call, usage: { units: null } as never })
    meter.record({ ...call, usage: null as never })
    expect(sink.records.map((record) => record.cost.status)).toEqual(['unpriced', 'unpriced', 'unpriced'])
    expect(sink.records[0]).toMatchObject({ model: 'unknown' })
    expect(meter.health().droppedRecords).toBe(0)
  })

  it('books both calls when a server repeats an id for another tenant', () => {
    const { meter, sink } = setUp()
    const responseId = 'chatcmpl-00000000'
    for (const tenantId of ['a', 'b', 'b']) {
      meter.record({ ...call, responseId, runId: `run-${tenantId}`, attribution: { tenantId } })
    }
    expect(sink.records.map((record) => record.attribution.tenantId)).toEqual(['a', 'b'])
    expect(sink.records[1]?.flags).toContain('response_id_reused')
    expect(meter.health().duplicates).toBe(1)
  })

  it('books calls one after the other for which a server repeats an id, where each run is a call', () => {
    const { meter, sink } = setUp()
    const end = { ...call, responseId: 'chatcmpl-constant-0' }
    const start = (runId: string) => meter.start({ ...call, runId, oneRunPerCall: true })
    start('run-1').end(end)
    start('run-2').end(end)
    start('run-2').end(end)
    expect(sink.records.map(({ id, flags }) => [id, flags.includes('response_id_reused')])).toEqual([
      ['openai:chatcmpl-constant-0', false],
      ['openai:chatcmpl-constant-0:run-2', true],
    ])
    expect(meter.health().duplicates).toBe(1)
  })

  it('books a call once that two runs tell of at the same time, or two ways in', () => {
    const { meter, sink } = setUp()
    const end = { ...call, responseId: 'chatcmpl-unique-00' }
    const [outer, inner] = ['outer', 'inner'].map((runId) =>
      meter.start({ ...call, runId, oneRunPerCall: true }),
    )
    inner!.end(end)
    outer!.end(end)
    meter.record({ ...end, runId: 'other way in' })
    meter.deliver(sink.records[0]!)
    expect(sink.records).toHaveLength(1)
    expect(meter.health().duplicates).toBe(3)
  })

  it('flags tokens that the provider says were free', () => {
    const { meter, sink } = setUp()
    meter.record({ ...call, reportedCostUsd: 0 })
    expect(sink.records[0]?.flags).toContain('reported_zero')
  })
})

describe('calls that do not end by themselves', () => {
  const openCall = (meter: Meter, reservation?: Reservation) => {
    const open = meter.start(call, reservation)
    const usage = { inputTokens: 10, outputTokens: 1 }
    const takeBack = meter.beforeClose(
      () => void open.end({ outcome: 'abandoned', provisional: true, usage }),
    )
    return { open, takeBack }
  }

  it('are booked, and their reservations settled, before the sinks close', async () => {
    const told: string[] = []
    const gate: SpendGate = {
      reserve: async ({ id }) => ({ id, heldPicoUsd: 1 }),
      settle: async () => void told.push('settled'),
      release: async () => void told.push('released'),
    }
    const sink = createRecordingSink()
    const closing = { ...sink, close: async () => void told.push(`closed after ${sink.records.length}`) }
    const { meter } = setUp({ gate, sinks: [closing] })
    const { reservation } = await meter.authorize(call)
    openCall(meter, reservation)
    await meter.flush()
    expect(sink.records).toEqual([])
    await meter.close()
    expect(told).toEqual(['settled', 'closed after 1'])
    expect(sink.records[0]).toMatchObject({ outcome: 'abandoned', cost: { isEstimated: true } })
  })

  it('are booked by a flush that is asked to, and corrected when they end after all', async () => {
    const { meter, sink } = setUp()
    const { open } = openCall(meter)
    openCall(meter).takeBack()
    meter.beforeClose(() => {
      throw new Error('an adapter of somebody else')
    })
    await meter.flush({ open: 'abandon' })
    expect(sink.records).toHaveLength(1)
    open.end(call)
    expect(sink.records[1]).toMatchObject({ outcome: 'success', corrects: sink.records[0]?.id })
  })
})

it('has no price for a call of which no unit has one', () => {
  const { meter } = setUp()
  const speech = { ...call, model: 'gpt-4o-mini-tts', usage: { units: { characterInput: 1200 } } }
  expect(meter.record(speech)?.cost).toMatchObject({ status: 'unpriced', isEstimated: true, totalPicoUsd: 0 })
})

it('holds images and characters, not only tokens', async () => {
  const asked: (number | undefined)[] = []
  const gate: SpendGate = {
    reserve: async ({ id, estimatedPicoUsd }) => {
      asked.push(estimatedPicoUsd)
      return { id, heldPicoUsd: 0 }
    },
    settle: async () => {},
    release: async () => {},
  }
  const { meter } = setUp({ gate })
  const none = { inputTokens: 0, outputTokens: 0, provider: 'openai', integration: 'test' }
  await meter.authorize({ ...none, model: 'dall-e-3', units: { imageOutput: 2 } })
  await meter.authorize({ ...none, model: 'tts-1', units: { characterInput: 100_000 } })
  expect(asked).toEqual([80_000_000_000, 1_500_000_000_000])
})
