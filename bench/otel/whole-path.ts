import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMeter, createPriceBook, withAttribution, type CostSink } from '@tokentoll/core'
import { createLedger, openPglite } from '@tokentoll/ledger'
import { createMetricsSink } from '@tokentoll/otel'
import { labelsOf, makeRecords } from './calls.ts'
import { nanosecondsEach, type Finding } from './measure.ts'

const calls = 10_000
const promised = 100_000

interface Request {
  readonly provider: string
  readonly model: string
  readonly attribution: { readonly tenantId: string; readonly task: string; readonly userId: string }
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number }
  readonly responseId: string
}

/** From the request's context to the ledger's queue, step by step, on one core. */
export async function wholePath(): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tokentoll-bench-'))
  const ledger = createLedger({ store: await openPglite({ dataDir: join(folder, 'ledger') }) })
  const ledgerIsIdle = () => ledger.flush()
  try {
    const prices = createPriceBook()
    const context = await measure(100, ({ attribution }) => withAttribution(attribution, () => true))
    const price = await measure(100, ({ provider, model, usage }) =>
      prices.calculate({ provider, model, usage }),
    )
    const record = await measure(30, recordWith([]))
    const metrics = await measure(30, recordWith([createMetricsSink()]))
    const records = makeRecords(calls)
    const enqueue = await measure(
      6,
      (_request, index) => ledger.record({ ...records[index]!, id: crypto.randomUUID() }) ?? true,
      ledgerIsIdle,
    )
    const whole = await measure(6, recordWith([createMetricsSink(), ledger]), ledgerIsIdle)
    const perSecond = 1e9 / whole
    return [
      { what: 'context (withAttribution)', measured: each(context) },
      { what: 'price (PriceBook.calculate)', measured: each(price) },
      { what: 'context, price, record, no sinks', measured: each(record) },
      { what: 'the same with metrics', measured: each(metrics) },
      { what: 'ledger.record alone (a line on disk, and the queue)', measured: each(enqueue) },
      {
        what: 'the whole path',
        measured: `${each(whole)}, ${Math.round(perSecond).toLocaleString('en')} calls/s`,
        promised: `at least ${promised.toLocaleString('en')} calls/s on one core`,
        isKept: perSecond >= promised,
      },
    ]
  } finally {
    await ledger.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function recordWith(sinks: readonly CostSink[]): (request: Request) => unknown {
  const meter = createMeter({ sinks })
  return ({ provider, model, attribution, usage, responseId }) =>
    withAttribution(attribution, () =>
      meter.start({ provider, model, integration: 'bench' }).end({ usage, responseId }),
    )
}

/** CPU time of one step. Every request is new, and made between the rounds. */
async function measure(
  rounds: number,
  step: (request: Request, index: number) => unknown,
  between?: () => Promise<void>,
): Promise<number> {
  let requests: readonly Request[] = []
  let kept: unknown
  const nanoseconds = await nanosecondsEach(
    { rounds, operations: calls },
    () => {
      for (const [index, request] of requests.entries()) kept = step(request, index)
    },
    async () => {
      await between?.()
      requests = makeRequests()
    },
  )
  if (kept === undefined) throw new Error('a step of the bench returned nothing')
  return nanoseconds
}

function makeRequests(): Request[] {
  return Array.from({ length: calls }, (_, index) => {
    const { provider, model, tenantId, task } = labelsOf(index)
    return {
      provider,
      model,
      attribution: { tenantId, task, userId: 'ada', conversationId: 'c-1' },
      usage: { inputTokens: 1000 + (index % 100), outputTokens: 200 },
      responseId: `chatcmpl-${crypto.randomUUID()}`,
    }
  })
}

function each(nanoseconds: number): string {
  return `${(nanoseconds / 1000).toFixed(2)} µs`
}
