// What watching costs: CPU time of a call to `ChatOpenAI` whose provider answers at once, against a minimal
// handler and three peers, each in processes of its own that take turns. Exits with 1 when a promise is missed.
import { cpus } from 'node:os'
import type { CaseName } from './cases.ts'
import type { Costs, Measurement } from './measure-case.ts'
import type { MemoryMeasurement } from './measure-memory.ts'
import { runChild, startSink } from './run-child.ts'

const rounds = Number(process.argv[2] ?? 3)
const names: readonly CaseName[] = [
  'none',
  'tokentoll',
  'instrumented',
  'langfuse',
  'openinference',
  'langsmith',
]
// Of the peers' own cost, which is what they add to a call: LangChain's part is the same for all.
const promises: readonly { readonly peer: CaseName; readonly atMost: number }[] = [
  { peer: 'langfuse', atMost: 0.4 },
  { peer: 'openinference', atMost: 0.35 },
  { peer: 'langsmith', atMost: 0.06 },
]
let missed = 0

const write = (line: string): void => void process.stdout.write(`${line}\n`)
write(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${rounds} processes each`)

const sink = await startSink()
const measured = new Map<CaseName, Measurement[]>(names.map((name) => [name, []]))
for (let round = 0; round < rounds; round += 1)
  for (const name of names)
    measured.get(name)!.push(await runChild<Measurement>('measure-case.ts', name, sink.url))
sink.stop()

write(
  '\nMicroseconds of CPU time a call: invoke, stream of 100 chunks; invoke as a multiple of the minimal handler',
)
for (const name of names) {
  const [invoke, stream] = (['invoke', 'stream'] as const).map((field) =>
    middle(name, ({ watched }) => watched[field])
      .toFixed(1)
      .padStart(9),
  )
  const multiple = middle(name, againstMinimal)
  write(
    `  ${name.padEnd(14)}${invoke}${stream}${Number.isNaN(multiple) ? '' : multiple.toFixed(2).padStart(9)}`,
  )
}

write('\nCPU of invoke, LangChain included')
const ratio = middle('tokentoll', againstMinimal)
keep('tokentoll / minimal', ratio.toFixed(3), 'at most 1.15', ratio <= 1.15)
const micros = (name: CaseName): number => middle(name, ({ watched }) => watched.invoke)
for (const { peer } of promises) {
  const [ours, bare] = [micros('tokentoll'), micros('none')].map((cost) => (cost / micros(peer)).toFixed(3))
  write(`  ${`tokentoll / ${peer}`.padEnd(40)}${ours!.padStart(10)}  (no handler at all: ${bare})`)
}
write('\nCPU of invoke that is added to no handler at all')
const added = (name: CaseName): number => micros(name) - micros('none')
for (const { peer, atMost } of promises) {
  const share = added('tokentoll') / added(peer)
  keep(`tokentoll / ${peer}`, share.toFixed(3), `at most ${atMost}`, share <= atMost)
}

// What is added once a call, at its start and end, is no cost of the chunks.
const beyondMinimal = (field: keyof Costs): number =>
  middle('tokentoll', ({ watched, minimal }) => watched[field] - (minimal?.[field] ?? Number.NaN))
const chunk = (beyondMinimal('stream') - beyondMinimal('invoke')) / 100
write('\nStreams')
keep('added to each chunk of a stream, µs', chunk.toFixed(2), 'at most 0.5: nothing but noise', chunk <= 0.5)

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`
// Fetch, streams and the client keep 1.4 MB more after 100,000 calls than after 10,000, and 3.9 less after 200,000.
for (const [kind, mostMegabytes] of [
  ['plain', 1],
  ['guarded', 2],
] as const) {
  write(kind === 'plain' ? '\nMemory' : "\nMemory, with a gate, and OpenAI's client behind a tap")
  const memory = await runChild<MemoryMeasurement>('measure-memory.ts', kind)
  const calls = memory.after100000Calls - memory.after10000Calls
  const isFlat = calls <= mostMegabytes * 1e6
  keep('from 10,000 to 100,000 calls', megabytes(calls), `at most ${mostMegabytes} MB`, isFlat)
  const abandoned = memory.after10000Abandoned - memory.after2000Abandoned
  keep('from 2,000 to 10,000 abandoned streams', megabytes(abandoned), 'at most 1 MB', abandoned <= 1e6)
  keep('records', String(memory.recorded), '110,000', memory.recorded === 110_000)
  keep('amounts still held', String(memory.held), 'none', memory.held === 0)
}
process.exit(missed === 0 ? 0 : 1)

// Measured in turn in one process, so that it holds on a busy machine.
function againstMinimal({ watched, minimal }: Measurement): number {
  return watched.invoke / (minimal?.invoke ?? Number.NaN)
}

function middle(name: CaseName, value: (measurement: Measurement) => number): number {
  const values = measured
    .get(name)!
    .map(value)
    .sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)]!
}

function keep(what: string, value: string, promised: string, isKept: boolean): void {
  if (!isKept) missed += 1
  write(`  ${what.padEnd(40)}${value.padStart(10)}  ${isKept ? 'kept' : 'MISSED'}: ${promised}`)
}
