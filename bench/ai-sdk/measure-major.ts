// Measures one major in a process of its own: batches of all cases take turns, so that what the machine does
// meanwhile falls on all of them. Prints one line of JSON.
import { casesOf, type Case, type CaseName } from './cases.ts'
import type { Major } from './instant-model.ts'

/** CPU microseconds a call, by case. */
export interface MajorMeasurement {
  readonly generate: Readonly<Partial<Record<CaseName, readonly number[]>>>
  readonly stream: Readonly<Partial<Record<CaseName, readonly number[]>>>
  readonly recorded: number
  readonly expected: number
}

interface Sdk {
  generateText(options: object): PromiseLike<unknown>
  streamText(options: object): { readonly textStream: AsyncIterable<string> }
  wrapLanguageModel(options: { model: never; middleware: never }): object
}

const major = Number(process.argv[2]) as Major
const rounds = Number(process.argv[3] ?? 20)
const sdk = (await import(major === 7 ? 'ai' : `ai-${major}`)) as unknown as Sdk
const { cases, recorded } = casesOf(major, sdk.wrapLanguageModel)
let expected = 0

const generate = async ({ model, settings }: Case): Promise<void> => {
  await sdk.generateText({ model, prompt: 'Hello', ...settings })
}
const stream = async ({ model, settings }: Case): Promise<void> => {
  let characters = 0
  for await (const text of sdk.streamText({ model, prompt: 'Hello', ...settings }).textStream)
    characters += text.length
  if (characters !== 500) throw new Error(`a stream of 500 characters gave ${characters}`)
}

const result: MajorMeasurement = {
  generate: await measure(generate, 300),
  stream: await measure(stream, 30),
  recorded: recorded(),
  expected,
}
process.stdout.write(`${JSON.stringify(result)}\n`)

async function measure(
  call: (one: Case) => Promise<void>,
  batch: number,
): Promise<Partial<Record<CaseName, readonly number[]>>> {
  const found: Partial<Record<CaseName, number[]>> = {}
  for (let round = -5; round < rounds; round += 1) {
    for (let turn = 0; turn < cases.length; turn += 1) {
      const one = cases[(turn + Math.abs(round)) % cases.length]!
      const micros = await cpuOf(one, call, batch)
      if (one.name !== 'off' && one.name !== 'opentelemetry') expected += batch
      // The first rounds only warm up.
      if (round >= 0) (found[one.name] ??= []).push(micros)
    }
  }
  return found
}

async function cpuOf(one: Case, call: (one: Case) => Promise<void>, batch: number): Promise<number> {
  const close = one.open()
  globalThis.gc?.()
  const before = process.cpuUsage()
  for (let index = 0; index < batch; index += 1) await call(one)
  const { user, system } = process.cpuUsage(before)
  close()
  return (user + system) / batch
}
