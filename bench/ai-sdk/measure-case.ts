// One case in a process of its own, batch for batch in turn with telemetry off: what else the machine does falls
// on both alike, and no third case takes part in what the compiler makes of the SDK. Prints a line of JSON.
import { withAttribution } from '@tokentoll/core'
import { createCase, type Case, type CaseName } from './cases.ts'
import { charactersOfStream, type Major } from './instant-model.ts'
import { median } from '../median.ts'

/** Of one operation: microseconds of CPU time a call with telemetry off, and how many times that the case takes. */
export interface PairCost {
  readonly offMicros: number
  readonly ratio: number
}

/** What one process measured. */
export interface Measurement {
  readonly generate: PairCost
  readonly stream: PairCost
  readonly recorded: number
  /** Calls that were made by the case. */
  readonly made: number
}

interface Sdk {
  generateText(options: object): PromiseLike<unknown>
  streamText(options: object): { readonly textStream: AsyncIterable<string> }
  wrapLanguageModel(options: { model: never; middleware: never }): object
}

const [majorText, name] = process.argv.slice(2)
const major = Number(majorText) as Major
const warmUpMs = 1000
const batchMs = 10
const batches = 75

const sdk = (await import(major === 7 ? 'ai' : `ai-${major}`)) as unknown as Sdk
const { wrapLanguageModel } = sdk
let recorded = 0
let made = 0
const onRecord = (): void => void (recorded += 1)
const off = createCase('off', { major, wrapLanguageModel, onRecord })
const watched = createCase(name as CaseName, { major, wrapLanguageModel, onRecord })

const generate = async ({ model, settings }: Case): Promise<void> => {
  await sdk.generateText({ model, prompt: 'Hello', ...settings })
}
const stream = async ({ model, settings }: Case): Promise<void> => {
  let characters = 0
  for await (const text of sdk.streamText({ model, prompt: 'Hello', ...settings }).textStream)
    characters += text.length
  if (characters !== charactersOfStream) throw new Error(`a stream gave ${characters} characters`)
}

// An application opens its scope once a request.
const costs = await withAttribution(
  { tenantId: 'acme-corp', userId: 'u-1', task: 'main-chat' },
  async () => ({
    generate: await inTurn(generate),
    stream: await inTurn(stream),
  }),
)
process.stdout.write(`${JSON.stringify({ ...costs, recorded, made } satisfies Measurement)}\n`)
process.exit(0)

async function inTurn(call: (which: Case) => PromiseLike<unknown>): Promise<PairCost> {
  const times = await warmUp(call)
  const offMicros: number[] = []
  const ratios: number[] = []
  for (let batch = 0; batch < batches; batch += 1) {
    // Each goes first in turn: the first one pays more of the garbage of the one before.
    const isFirst = batch % 2 === 0
    const first = await microsOf(call, isFirst ? off : watched, times)
    const second = await microsOf(call, isFirst ? watched : off, times)
    const [without, withIt] = isFirst ? [first, second] : [second, first]
    offMicros.push(without)
    ratios.push(withIt / without)
  }
  return { offMicros: median(offMicros), ratio: median(ratios) }
}

// Long enough for the compiler to be done; returns how many calls make a batch.
async function warmUp(call: (which: Case) => PromiseLike<unknown>): Promise<number> {
  let calls = 0
  const start = performance.now()
  while (performance.now() - start < warmUpMs) {
    for (const which of [off, watched]) await microsOf(call, which, 10)
    calls += 20
  }
  return Math.max(2, Math.round((calls * batchMs) / warmUpMs))
}

// CPU of the whole process: the garbage collector and the compiler are part of the price.
async function microsOf(
  call: (which: Case) => PromiseLike<unknown>,
  which: Case,
  times: number,
): Promise<number> {
  const close = which.open()
  const before = process.cpuUsage()
  for (let index = 0; index < times; index += 1) await call(which)
  const { user, system } = process.cpuUsage(before)
  close()
  if (which === watched) made += times
  return (user + system) / times
}
