import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { ids } from './ids.ts'
import type { Measured } from './measure.ts'
import { peers } from './peers/index.ts'

const run = promisify(execFile)
const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const PROCESSES = 5

interface Row extends Measured {
  readonly gzipKb: number
}

/** Builds the packages, measures every library in fresh processes, prints the table and holds it to the limits. */
async function main(): Promise<void> {
  for (const name of ['catalog', 'pricing']) {
    await run('tsdown', [], { cwd: folder(`../../packages/${name}/`), shell: process.platform === 'win32' })
  }
  const rows: Row[] = []
  for (const peer of peers) rows.push({ ...(await measure(peer.name)), gzipKb: await bundleKb(peer.program) })
  const engine = folder('../../packages/pricing/dist/engine.js')
  const engineKb = await bundleKb(
    `import { createCostCalculator } from ${JSON.stringify(engine)}; console.log(createCostCalculator)`,
  )
  const newId = await newIdSpeed()
  printTable(rows)
  console.log(
    `\na new id ${newId.newIdNs.toFixed(0)} ns; a string never seen before ${newId.neverSeenNs.toFixed(0)} ns; engine alone ${engineKb.toFixed(1)} KB gzip`,
  )
  for (const row of rows)
    if (row.wrong.length > 0) console.log(`wrong at ${row.name}: ${row.wrong.join('; ')}`)
  const failed = checkLimits(rows, newId.newIdNs, engineKb).filter(({ isMet }) => !isMet)
  for (const { limit, value } of failed) console.error(`missed: ${limit}: ${value}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}

/** The best of several fresh processes: the others say more about the machine than about the library. */
async function measure(name: string): Promise<Measured> {
  const all: Measured[] = []
  for (let index = 0; index < PROCESSES; index += 1) {
    const { stdout } = await node([
      '--expose-gc',
      fileURLToPath(new URL('./measure.ts', import.meta.url)),
      name,
    ])
    all.push(JSON.parse(stdout) as Measured)
  }
  const [first] = all
  if (first === undefined) throw new Error(`Nothing measured of ${name}`)
  const best = all.reduce((a, b) => (b.nsPerCall / b.floorNs < a.nsPerCall / a.floorNs ? b : a))
  return {
    ...first,
    nsPerCall: best.nsPerCall,
    floorNs: best.floorNs,
    importMs: Math.min(...all.map((one) => one.importMs)),
    heapKb: Math.min(...all.map((one) => one.heapKb)),
    firstPassUs: Math.min(...all.map((one) => one.firstPassUs)),
  }
}

async function newIdSpeed(): Promise<{ newIdNs: number; neverSeenNs: number }> {
  const { stdout } = await node([
    '--conditions=@tokentoll/source',
    fileURLToPath(new URL('./new-id.ts', import.meta.url)),
  ])
  return JSON.parse(stdout) as { newIdNs: number; neverSeenNs: number }
}

function node(args: readonly string[]): Promise<{ stdout: string }> {
  return run(process.execPath, args, { cwd: folder('.'), timeout: 120_000 })
}

async function bundleKb(program: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder('.') },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const [file] = outputFiles
  return file === undefined ? Number.NaN : gzipSync(file.contents, { level: 9 }).length / 1024
}

function printTable(rows: readonly Row[]): void {
  const header = [
    'library',
    'ns/call',
    'x floor',
    'resolved',
    'wrong',
    'first pass us',
    'import ms',
    'heap KB',
    'gzip KB',
  ]
  const lines = rows.map((row) => [
    row.name,
    row.nsPerCall.toFixed(row.nsPerCall < 100 ? 1 : 0),
    (row.nsPerCall / row.floorNs).toFixed(1),
    `${row.resolved}/${ids.length}`,
    String(row.wrong.length),
    row.firstPassUs.toFixed(1),
    row.importMs.toFixed(1),
    row.heapKb.toFixed(0),
    row.gzipKb.toFixed(1),
  ])
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  for (const line of [header, ...lines]) {
    console.log(
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
  }
}

interface Limit {
  readonly limit: string
  readonly value: string
  readonly isMet: boolean
}

function checkLimits(rows: readonly Row[], newIdNs: number, engineKb: number): Limit[] {
  const row = (name: string): Row => {
    const found = rows.find((one) => one.name === name)
    if (found === undefined) throw new Error(`No row ${name}`)
    return found
  }
  const own = row('tokentoll')
  const times = (name: string): number => row(name).nsPerCall / own.nsPerCall
  const others = rows.filter((one) => one.name !== 'tokentoll' && one.name !== 'floor')
  const atMost = (limit: string, value: number, most: number): Limit => ({
    limit: `${limit} at most ${most}`,
    value: value.toFixed(2),
    isMet: value <= most,
  })
  const atLeast = (limit: string, value: number, least: number): Limit => ({
    limit: `${limit} at least ${least}`,
    value: value.toFixed(2),
    isMet: value >= least,
  })
  return [
    atMost('a repeated id, times the floor', own.nsPerCall / own.floorNs, 2.5),
    atMost('a new id, ns', newIdNs, 500),
    atLeast('faster than genai-prices with a provider, times', times('genai-prices, provider given'), 300),
    atLeast('faster than ai-sdk-cost-calculator, times', times('ai-sdk-cost-calculator'), 50),
    atLeast('ids resolved', own.resolved, Math.max(...others.map((one) => one.resolved)) + 1),
    atMost('ids wrong', own.wrong.length, 0),
    atMost('import, ms', own.importMs, 10),
    atMost('heap, KB', own.heapKb, 4096),
    atMost('bundle with the catalogue, KB gzip', own.gzipKb, 60),
    atMost('engine alone, KB gzip', engineKb, 6),
  ]
}

await main()
