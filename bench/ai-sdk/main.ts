// What our ways in cost on each major of the AI SDK: CPU time of a call to a model that answers at once,
// against telemetry off and against the SDK's own OpenTelemetry integration. Exits with 1 when a promise is
// missed.
import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { CaseName } from './cases.ts'
import type { Major } from './instant-model.ts'
import type { MajorMeasurement } from './measure-major.ts'

const rounds = Number(process.argv[2] ?? 15)
const most = 1.1
const mostOfOpenTelemetry = 0.5
const ours: readonly CaseName[] = ['wrapped', 'middleware', 'registered']
let missed = 0

const write = (line: string): void => void process.stdout.write(`${line}\n`)
write(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, medians of ${rounds} rounds`)

for (const major of [5, 6, 7] as const) {
  const measured = await measureMajor(major)
  for (const operation of ['generate', 'stream'] as const) {
    const cpu = measured[operation]
    write(
      `\nAI SDK ${major}, ${operation === 'generate' ? 'generateText' : 'streamText of 100 chunks'}: CPU µs a call`,
    )
    for (const [name, values] of Object.entries(cpu))
      write(`  ${name.padEnd(16)}${median(values).toFixed(1).padStart(9)}`)
    for (const name of ours) {
      if (cpu[name] === undefined) continue
      const ratio = median(paired(cpu, name, (own, off) => own / off))
      keep(`${name} / off`, ratio.toFixed(3), `at most ${most}`, ratio <= most)
      const added = median(paired(cpu, name, (own, off) => own - off))
      const addedByOtel = median(paired(cpu, 'opentelemetry', (own, off) => own - off))
      const share = added / addedByOtel
      const what = `added by ${name} / by OpenTelemetry`
      const promised = `at most ${mostOfOpenTelemetry}`
      // A share of something that this machine cannot tell from nothing is decided by chance.
      if (addedByOtel <= noiseOf(cpu))
        miss(what, 'not measurable', `${promised}: more rounds, a quieter machine`)
      else keep(what, share.toFixed(3), promised, share <= mostOfOpenTelemetry)
    }
  }
  keep(
    'calls booked',
    String(measured.recorded),
    String(measured.expected),
    measured.recorded === measured.expected,
  )
}
process.exit(missed === 0 ? 0 : 1)

// Round by round, so that a slow moment of the machine does not count.
function paired(
  cpu: MajorMeasurement['generate'],
  name: CaseName,
  compare: (own: number, off: number) => number,
): readonly number[] {
  return (cpu[name] ?? []).map((own, round) => compare(own, cpu.off?.[round] ?? Number.NaN))
}

// How far a round of telemetry off is from the next one, at the median: what a difference must exceed.
function noiseOf({ off = [] }: MajorMeasurement['generate']): number {
  return median(off.slice(1).map((value, round) => Math.abs(value - (off[round] ?? value))))
}

function miss(what: string, value: string, why: string): void {
  missed += 1
  write(`  ${what.padEnd(40)}${value.padStart(10)}  MISSED: ${why}`)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function keep(what: string, value: string, promised: string, isKept: boolean): void {
  if (!isKept) missed += 1
  write(`  ${what.padEnd(40)}${value.padStart(10)}  ${isKept ? 'kept' : 'MISSED'}: ${promised}`)
}

async function measureMajor(major: Major): Promise<MajorMeasurement> {
  const file = fileURLToPath(new URL('./measure-major.ts', import.meta.url))
  const flags = ['--conditions=@tokentoll/source', '--expose-gc', '--no-warnings']
  const child = spawn(process.execPath, [...flags, file, String(major), String(rounds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  if (code !== 0) throw new Error(`measuring AI SDK ${major} ended with ${code}`)
  return JSON.parse(output) as MajorMeasurement
}
