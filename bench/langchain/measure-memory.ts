// Memory over 100,000 calls and 10,000 streams that nobody reads to their end, in a process of its own: plain, or
// guarded: a gate holds an amount for each call, and OpenAI's own client sends each through a tap.
import { ChatOpenAI } from '@langchain/openai'
import { createMeter, type SpendGate } from '@tokentoll/core'
import { tapFetch, TokentollCallbackHandler } from '@tokentoll/langchain'
import { createInstantFetch } from './instant-fetch.ts'
import { InstantModel } from './instant-model.ts'

/** Bytes on the heap after each part. */
export interface MemoryMeasurement {
  readonly after10000Calls: number
  readonly after100000Calls: number
  readonly after2000Abandoned: number
  readonly after10000Abandoned: number
  readonly recorded: number
  /** Amounts that the gate still holds at the end, and requests that the tap remembers; 0 without them. */
  readonly held: number
  readonly tapped: number
}

const isGuarded = process.argv[2] === 'guarded'

let recorded = 0
const held = new Set<string>()
const gate: SpendGate = {
  async reserve({ id }) {
    held.add(id)
    return { id, heldPicoUsd: 1, downgradeTo: undefined }
  },
  async settle({ id }) {
    held.delete(id)
  },
  async release({ id }) {
    held.delete(id)
  },
}
const meter = createMeter({
  dedupeSize: 1000,
  ...(isGuarded ? { gate } : {}),
  sinks: [{ record: () => void (recorded += 1), flush: async () => {}, close: async () => {} }],
})
const tap = tapFetch({ fetch: createInstantFetch() })
const handler = new TokentollCallbackHandler({ meter, abandonAfterMs: 1, ...(isGuarded ? { tap } : {}) })
const model = isGuarded
  ? new ChatOpenAI({ model: 'gpt-4o-mini', apiKey: 'bench', configuration: { fetch: tap } })
  : new InstantModel()
const prompt = 'Is that so? '.repeat(1000)

await calls(10_000)
const after10000Calls = await heap()
await calls(90_000)
const after100000Calls = await heap()
await abandon(2000)
const after2000Abandoned = await heap()
await abandon(8000)
const after10000Abandoned = await heap()

await meter.flush()
const measurement: MemoryMeasurement = {
  after10000Calls,
  after100000Calls,
  after2000Abandoned,
  after10000Abandoned,
  recorded,
  held: held.size,
  tapped: tap.wire.size,
}
process.stdout.write(`${JSON.stringify(measurement)}\n`)
process.exit(0)

async function calls(times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) await model.invoke('Is that so?', { callbacks: [handler] })
}

async function abandon(times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) {
    for await (const _ of await model.stream(prompt, { callbacks: [handler] })) break
    if (call % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    handler.sweep()
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
  handler.sweep()
}

// What hangs on weak references and finished streams goes only after a turn of the event loop.
async function heap(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}
