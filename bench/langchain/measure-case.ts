// One case in a process of its own, round for round in turn with the minimal handler, unless its work goes on in
// the background and would fall on that one's rounds: prints what a call costs.
import { median } from '../median.ts'
import { cases, type Case, type CaseName } from './cases.ts'
import { chunksOfStream, InstantModel } from './instant-model.ts'

/** Microseconds of CPU time a call. */
export interface Costs {
  readonly invoke: number
  readonly stream: number
}

/** What one process measured. */
export interface Measurement {
  /** Undefined for a case that works in the background: its rounds are measured alone. */
  readonly minimal: Costs | undefined
  readonly watched: Costs
}

const [name = 'none', sinkUrl = ''] = process.argv.slice(2)
const minimal = cases.minimal(sinkUrl)
const watched = cases[name as CaseName](sinkUrl)
const blockMs = 250
const isAlone = watched.worksInBackground === true
const model = new InstantModel()

const invoke = ({ callbacks }: Case): Promise<unknown> => model.invoke('Is that so?', { callbacks })
const stream = async ({ callbacks }: Case): Promise<void> => {
  let chunks = 0
  for await (const _ of await model.stream('Is that so?', { callbacks })) chunks += 1
  if (chunks !== chunksOfStream) throw new Error(`${chunks} chunks`)
}

// An application opens its scope once a request.
const measurement = await (watched.around ?? ((work) => work()))(async (): Promise<Measurement> => {
  const invokes = await inTurn(invoke, { warmUpMs: 1500, roundMs: 100, rounds: 30 })
  const streams = await inTurn(stream, { warmUpMs: 1000, roundMs: 100, rounds: 15 })
  return {
    minimal:
      invokes.minimal === undefined || streams.minimal === undefined
        ? undefined
        : { invoke: invokes.minimal, stream: streams.minimal },
    watched: { invoke: invokes.watched, stream: streams.watched },
  }
})
process.stdout.write(`${JSON.stringify(measurement)}\n`)
await watched.finish?.()
process.exit(0)

interface Rounds {
  readonly warmUpMs: number
  readonly roundMs: number
  readonly rounds: number
}

// Round for round, so that whatever else the machine does falls on both alike.
async function inTurn(
  run: (which: Case) => Promise<unknown>,
  { warmUpMs, roundMs, rounds }: Rounds,
): Promise<{ readonly minimal: number | undefined; readonly watched: number }> {
  let warmUps = 0
  // In blocks: to instrument is dear, and done once in an application.
  for (let spentMs = 0; spentMs < warmUpMs; spentMs += blockMs * 2) {
    watched.toggle?.(false)
    if (!isAlone) await runFor(blockMs, () => run(minimal))
    watched.toggle?.(true)
    warmUps += await runFor(blockMs, () => run(watched))
  }
  const times = Math.max(5, Math.round((warmUps * 2 * roundMs) / warmUpMs))
  const costs: { minimal: number[]; watched: number[] } = { minimal: [], watched: [] }
  for (let round = 0; round < rounds; round += 1) {
    watched.toggle?.(false)
    if (!isAlone) costs.minimal.push(await microsOf(run, minimal, times))
    watched.toggle?.(true)
    costs.watched.push(await microsOf(run, watched, times))
  }
  watched.toggle?.(false)
  return { minimal: isAlone ? undefined : median(costs.minimal), watched: median(costs.watched) }
}

async function runFor(durationMs: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  let times = 0
  for (; performance.now() - start < durationMs; times += 1) await work()
  return times
}

// CPU of the whole process: the garbage collector and the compiler are part of the price.
async function microsOf(run: (which: Case) => Promise<unknown>, which: Case, times: number): Promise<number> {
  const before = process.cpuUsage()
  for (let call = 0; call < times; call += 1) await run(which)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}
