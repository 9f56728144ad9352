// Memory over 100,000 calls and 10,000 streams that nobody reads to their end, in a process of its own.
import { createMeter } from '@tokentoll/core'
import { TokentollCallbackHandler } from '@tokentoll/langchain'
import { InstantModel } from './instant-model.ts'

/** Bytes on the heap after each part. */
export interface MemoryMeasurement {
  readonly after10000Calls: number
  readonly after100000Calls: number
  readonly after2000Abandoned: number
  readonly after10000Abandoned: number
  readonly recorded: number
}

let recorded = 0
const meter = createMeter({
  dedupeSize: 1000,
  sinks: [{ record: () => void (recorded += 1), flush: async () => {}, close: async () => {} }],
})
const handler = new TokentollCallbackHandler({ meter, abandonAfterMs: 1 })
const model = new InstantModel()
const prompt = 'Is that so? '.repeat(1000)

await calls(10_000)
const after10000Calls = heap()
await calls(90_000)
const after100000Calls = heap()
await abandon(2000)
const after2000Abandoned = heap()
await abandon(8000)
const after10000Abandoned = heap()

const measurement: MemoryMeasurement = {
  after10000Calls,
  after100000Calls,
  after2000Abandoned,
  after10000Abandoned,
  recorded,
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

function heap(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
