import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createMetricsSink, startOtlp } from '@tokentoll/otel'
import { labelsOf, makeRecords } from './calls.ts'
import { heapBytes, type Finding } from './measure.ts'

const series = 100_000
/** Three of cost, two of tokens, one of requests. */
const seriesPerSet = 6
const sets = Math.ceil(series / seriesPerSet)

const labels = (index: number) => ({
  ...labelsOf(index % 5),
  tenantId: `tenant-${Math.floor(index / 80)}`,
  task: `task-${Math.floor(index / 5) % 16}`,
})

/** 100,000 series: memory, and how long an export keeps the event loop from turning. */
export async function manySeries(): Promise<readonly Finding[]> {
  const perSeries = heapPerSeries()
  const thread = new Worker(new URL('./collector-thread.ts', import.meta.url))
  const [port] = (await once(thread, 'message')) as [number]
  const otlp = startOtlp({
    endpoint: `http://127.0.0.1:${port}`,
    exportIntervalMs: 3_600_000,
    timeoutMs: 60_000,
    limits: { sets: 2 * sets },
    flushSignals: [],
  })
  for (const record of makeRecords(sets, labels)) otlp.sink.record(record)
  // The first export puts a zero before every series: twice the points.
  const first = await longestBlock(() => otlp.flush())
  const second = await longestBlock(() => otlp.flush())
  const third = await longestBlock(() => otlp.flush())
  const later = second.blockMs > third.blockMs ? second : third
  const { failed, rejected } = otlp.health()
  await otlp.shutdown()
  await thread.terminate()
  if (failed + rejected > 0) throw new Error(`${failed + rejected} requests of the bench did not arrive`)
  return [
    {
      what: `heap per series at ${series}`,
      measured: `${Math.round(perSeries)} bytes`,
      promised: 'at most 400 bytes',
      isKept: perSeries <= 400,
    },
    {
      what: 'longest block of the event loop, first export (200,000 points)',
      measured: `${first.blockMs.toFixed(0)} ms of ${first.totalMs.toFixed(0)} ms`,
      promised: 'at most 100 ms',
      isKept: first.blockMs <= 100,
    },
    {
      what: 'longest block of the event loop, later exports (100,000 points)',
      measured: `${later.blockMs.toFixed(0)} ms of ${later.totalMs.toFixed(0)} ms`,
      promised: 'at most 100 ms',
      isKept: later.blockMs <= 100,
    },
  ]
}

function heapPerSeries(): number {
  const records = makeRecords(sets, labels)
  const sink = createMetricsSink({ limits: { sets: 2 * sets } })
  const before = heapBytes()
  for (const record of records) sink.record(record)
  const after = heapBytes()
  // Read afterwards, so that neither is freed before the measurement.
  if (records.length === 0 || sink.name === '') throw new Error('nothing was measured')
  return (after - before) / (sets * seriesPerSet)
}

/** The most CPU time that this thread spent between two turns of the event loop. */
async function longestBlock(work: () => Promise<void>): Promise<{ blockMs: number; totalMs: number }> {
  let longest = 0
  let isDone = false
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  const startedAt = cpuMs()
  let lastTurn = startedAt
  const turn = (): void => {
    const now = cpuMs()
    longest = Math.max(longest, now - lastTurn)
    lastTurn = now
    if (!isDone) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  isDone = true
  return { blockMs: longest, totalMs: cpuMs() - startedAt }
}
