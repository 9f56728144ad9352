import { median } from '../median.ts'
import { ids, usage } from './ids.ts'
import { peers } from './peers/index.ts'
import type { Peer, PrepareCall, PriceCall } from './peers/peer.ts'
import { floor } from './peers/floor.ts'

/** What one fresh process finds out about one library. */
export interface Measured {
  readonly name: string
  readonly importMs: number
  readonly heapKb: number
  readonly firstPassUs: number
  readonly nsPerCall: number
  readonly floorNs: number
  readonly resolved: number
  readonly wrong: readonly string[]
}

const SAMPLES = 9
const SAMPLE_MS = 40

/** Run as a program: measures the library of that name and prints the result as JSON. */
async function main(name: string): Promise<void> {
  const peer = peers.find((one) => one.name === name)
  if (peer === undefined) throw new Error(`No library ${name}`)
  globalThis.gc?.()
  const heapBefore = process.memoryUsage().heapUsed
  const importStart = performance.now()
  const prepare = await peer.load()
  const importMs = performance.now() - importStart
  globalThis.gc?.()
  const heapKb = (process.memoryUsage().heapUsed - heapBefore) / 1024
  const calls = ids.map((id) => prepare(id, usage))
  const passStart = performance.now()
  for (const call of calls) call()
  const firstPassUs = ((performance.now() - passStart) * 1000) / ids.length
  const measured: Measured = {
    name,
    importMs,
    heapKb,
    firstPassUs,
    ...(await speedOf(peer, calls)),
    ...judge(prepare),
  }
  console.log(JSON.stringify(measured))
}

/** CPU time of a call over all ids in turn, sampled alternately with the floor, so that both see the same machine. */
async function speedOf(
  peer: Peer,
  calls: readonly PriceCall[],
): Promise<{ nsPerCall: number; floorNs: number }> {
  const prepareFloor = await floor.load()
  const least = ids.map((id) => prepareFloor(id, usage))
  const [ours, lowest] = [[] as number[], [] as number[]]
  sample(calls)
  sample(least)
  for (let index = 0; index < SAMPLES; index += 1) {
    lowest.push(sample(least))
    ours.push(sample(calls))
  }
  const nsPerCall = median(peer === floor ? lowest : ours)
  return { nsPerCall, floorNs: median(lowest) }
}

function sample(calls: readonly PriceCall[]): number {
  let sink = 0
  let count = 0
  const start = process.cpuUsage()
  const deadline = performance.now() + SAMPLE_MS
  do {
    for (let round = 0; round < 20; round += 1) for (const call of calls) sink += call() ?? 0
    count += calls.length * 20
  } while (performance.now() < deadline)
  const { user, system } = process.cpuUsage(start)
  if (!Number.isFinite(sink)) throw new Error('A cost that is no number')
  return ((user + system) * 1000) / count
}

/** Right is a price that the reference accepts: input and output alone, so that nobody is judged by cache prices. */
function judge(prepare: PrepareCall): { resolved: number; wrong: string[] } {
  const wrong: string[] = []
  let resolved = 0
  for (const id of ids) {
    const cost = prepare(id, { input: 1000, cacheRead: 0, output: 1000 })()
    if (cost === undefined || Number.isNaN(cost)) continue
    resolved += 1
    const isRight = id.accepted.some(([input, output]) => Math.abs(cost * 1000 - input - output) < 1e-9)
    if (!isRight) wrong.push(`${id.provider} ${id.model}: ${cost * 1000}`)
  }
  return { resolved, wrong }
}

await main(process.argv[2] ?? '')
