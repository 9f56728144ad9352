// What our ways in cost on each major of the AI SDK: CPU time of a call to a model that answers at once, as a
// multiple of telemetry off, beside the same way in that does nothing and the SDK's own OpenTelemetry
// integration. Arguments: how many processes a case (3), which majors (5 6 7). Exits with 1 when a promise is
// missed.
import { cpus } from 'node:os'
import type { CaseName } from './cases.ts'
import type { Major } from './instant-model.ts'
import type { Measurement } from './measure-case.ts'
import { median } from '../median.ts'
import { runCase } from './run-case.ts'

type Operation = 'generate' | 'stream'
type OwnCase = 'wrapped' | 'middleware' | 'registered'

const [processes = 3, ...chosen] = process.argv.slice(2).map(Number)
const majors = chosen.length === 0 ? [5, 6, 7] : chosen
const most = 1.1
const mostBeyondBare = 0.1
const mostOfOpenTelemetry = 0.5
const mostNoise = 0.02
let missed = 0

const write = (line: string): void => void process.stdout.write(`${line}\n`)
write(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${processes} processes a case`)
for (const major of majors) judgeMajor(major, await measureMajor(major as Major))
process.exit(missed === 0 ? 0 : 1)

type MajorMeasurement = ReadonlyMap<CaseName, readonly Measurement[]>

// All cases before any of them again: a slow minute of the machine falls on all.
async function measureMajor(major: Major): Promise<MajorMeasurement> {
  const own: readonly OwnCase[] =
    major === 5 ? ['wrapped', 'middleware'] : ['wrapped', 'middleware', 'registered']
  const names: readonly CaseName[] = [
    'off',
    ...own,
    ...own.map((name) => `bare ${name}` as const),
    'opentelemetry',
  ]
  const measured = new Map<CaseName, Measurement[]>(names.map((name) => [name, []]))
  for (let round = 0; round < processes; round += 1)
    for (const [name, all] of measured) all.push(await runCase(major, name))
  return measured
}

function judgeMajor(major: number, measured: MajorMeasurement): void {
  for (const operation of ['generate', 'stream'] as const) judgeOperation(major, operation, measured)
  let recorded = 0
  let made = 0
  for (const [name, all] of measured)
    for (const one of all) {
      recorded += one.recorded
      if (isOwn(name)) made += one.made
    }
  keep('calls booked', String(recorded), String(made), recorded === made)
}

function judgeOperation(major: number, operation: Operation, measured: MajorMeasurement): void {
  const all = [...measured.values()].flat()
  const offMicros = median(all.map((one) => one[operation].offMicros))
  const ratio = (name: CaseName): number =>
    median((measured.get(name) ?? []).map((one) => one[operation].ratio))

  const title = operation === 'generate' ? 'generateText' : 'streamText of 100 chunks'
  write(`\nAI SDK ${major}, ${title}: CPU µs a call, multiple of telemetry off`)
  for (const name of measured.keys()) {
    const times = name === 'off' ? 1 : ratio(name)
    write(`  ${name.padEnd(18)}${(times * offMicros).toFixed(1).padStart(9)}${times.toFixed(3).padStart(9)}`)
  }
  const noise = ratio('off')
  const isQuiet = Math.abs(noise - 1) <= mostNoise
  line('noise: off / off', noise.toFixed(3), isQuiet ? 'quiet enough' : `1 ± ${mostNoise} on a quiet machine`)

  const added = (name: CaseName): number => (ratio(name) - 1) / (ratio('opentelemetry') - 1)
  for (const name of measured.keys()) {
    if (!isOwn(name)) continue
    const bare = `bare ${name}` as const
    judge(`${name} / off`, ratio(name), ratio(bare), most, mostBeyondBare)
    judge(`added by ${name} / by OpenTelemetry`, added(name), added(bare), mostOfOpenTelemetry)
  }
}

// A way in that is above the limit with nothing in it leaves only what we add to it to be judged.
function judge(what: string, own: number, bare: number, limit: number, limitBeyond = limit): void {
  if (bare <= limit) return keep(what, own.toFixed(3), `at most ${limit}`, own <= limit)
  line(what, own.toFixed(3), `bare it is ${bare.toFixed(3)} already`)
  const beyond = own - bare
  keep(`${what}, beyond bare`, beyond.toFixed(3), `at most ${limitBeyond}`, beyond <= limitBeyond)
}

function isOwn(name: CaseName): name is OwnCase {
  return name === 'wrapped' || name === 'middleware' || name === 'registered'
}

function keep(what: string, value: string, promised: string, isKept: boolean): void {
  if (!isKept) missed += 1
  line(what, value, `${isKept ? 'kept' : 'MISSED'}: ${promised}`)
}

function line(what: string, value: string, comment: string): void {
  write(`  ${what.padEnd(54)}${value.padStart(10)}  ${comment}`)
}
