import {
  createMeter,
  createPriceBook,
  withAttribution,
  type CostRecord,
  type Meter,
  type SpendGate,
} from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { startProvider } from '@tokentoll/example-provider'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { instrumentLangChain } from '../instrument/instrument-langchain.ts'
import { tapFetch } from '../wire/tap-fetch.ts'
import { columnsOf, type Column } from './columns.ts'
import { compatiblePrices, startCompatibleServer } from './compatible-server.ts'
import { loadHost, type Host } from './host.ts'
import { judge, judgeDowngrade, judgeRefusal, type Judgement, type Verdict } from './judge.ts'
import { createLimitGate } from './limit-gate.ts'
import type { Path } from './path.ts'
import { pathsOfDowngrades, pathsOverBudget } from './paths-of-budgets.ts'
import { pathsOfChains } from './paths-of-chains.ts'
import { pathsOfEmbeddings } from './paths-of-embeddings.ts'
import { pathsOfModels } from './paths-of-models.ts'
import { pathsOfServices } from './paths-of-services.ts'
import { pathsOfTrouble, patienceMs } from './paths-of-trouble.ts'

/** How the process books: a handler passed along, one line at start-up, or that and the fetch tap. */
export type Way = 'handler' | 'instrumented' | 'tapped'

export const ways: readonly Way[] = ['handler', 'instrumented', 'tapped']

/** One cell of the coverage table. */
export interface Cell {
  readonly way: Way
  readonly path: string
  readonly column: string
  /** `-` where the path does not exist, with the reason as detail. */
  readonly verdict: Verdict | '-'
  readonly detail: string
}

export interface ContractResult {
  readonly coreVersion: string
  readonly classes: readonly string[]
  readonly cells: readonly Cell[]
  /** Records that no cell can have caused: of a wrong tenant, or of none. */
  readonly strays: readonly string[]
}

/** Paths that are walked at once, with one meter. */
interface Walks {
  readonly paths: readonly Path[]
  readonly abandonAfterMs?: number
  readonly gateOf?: (columns: readonly Column[]) => SpendGate
}

const phases: readonly Walks[] = [
  { paths: [...pathsOfModels, ...pathsOfEmbeddings, ...pathsOfChains, ...pathsOfServices] },
  { paths: pathsOfTrouble, abandonAfterMs: patienceMs },
  { paths: pathsOverBudget, gateOf: () => createLimitGate(0n) },
  { paths: pathsOfDowngrades, gateOf: createDowngradeGate },
]

/** Walks every path with every provider class, all at once, and compares what is booked with the wire. */
export async function runContract(chosen: readonly Way[]): Promise<ContractResult> {
  const host = await loadHost()
  const cells: Cell[] = []
  const strays: string[] = []
  for (const way of chosen) {
    for (const walks of phases) {
      const result = await runPhase({ host, way, ...walks })
      cells.push(...result.cells)
      strays.push(...result.strays)
    }
  }
  return { coreVersion: host.coreVersion, classes: host.classes, cells, strays }
}

interface Phase extends Walks {
  readonly host: Host
  readonly way: Way
}

async function runPhase(phase: Phase): Promise<Pick<ContractResult, 'cells' | 'strays'>> {
  const { host, way, paths, gateOf, ...patience } = phase
  const provider = await startProvider({ streamChunks: 5 })
  const compatible = await startCompatibleServer()
  const sink = createRecordingSink()
  const { records } = sink
  const tap = way === 'tapped' ? tapFetch() : undefined
  const columns = columnsOf({ host, provider, compatible, tap })
  const meter = createMeter({
    prices: createPriceBook({ overrides: compatiblePrices }),
    sinks: [sink],
    ...(gateOf === undefined ? {} : { gate: gateOf(columns) }),
  })
  const options = { meter, ...patience, ...(tap === undefined ? {} : { tap }) }
  const instrumentation =
    way === 'handler'
      ? undefined
      : instrumentLangChain({
          ...options,
          embeddings: [host.openai.OpenAIEmbeddings, host.openai.AzureOpenAIEmbeddings],
        })
  const handler = instrumentation?.handler ?? new TokentollCallbackHandler(options)
  const untapped = globalThis.fetch
  if (tap !== undefined) globalThis.fetch = tap
  try {
    const cells = await Promise.all(
      paths.flatMap((path) =>
        columns.map((column) => walk({ host, way, path, column, handler, meter, records })),
      ),
    )
    const tenants = new Set(cells.map((cell) => tenantOf(way, cell.path, cell.column)))
    return {
      cells,
      strays: records
        .filter((record) => !tenants.has(record.attribution.tenantId ?? ''))
        .map((record) => `${way}: ${record.id} of ${record.attribution.tenantId}`),
    }
  } finally {
    globalThis.fetch = untapped
    instrumentation?.()
    await handler.close()
    await provider.stop()
    await compatible.stop()
  }
}

interface Walk {
  readonly host: Host
  readonly way: Way
  readonly path: Path
  readonly column: Column
  readonly handler: TokentollCallbackHandler
  readonly meter: Meter
  readonly records: readonly CostRecord[]
}

async function walk({ host, way, path, column, handler, meter, records }: Walk): Promise<Cell> {
  const cell = { way, path: path.name, column: column.name }
  const missing = path.missing?.({ host, column })
  if (missing !== undefined) return { ...cell, verdict: '-', detail: missing }
  const tenantId = tenantOf(way, path.name, column.name)
  const correlation = tenantId.replaceAll(/[^\w/]+/g, '-')
  const text = `Hello ${column.directive} [[call ${correlation}]]`
  let error: unknown
  try {
    await withAttribution({ tenantId }, () =>
      path.walk({
        host,
        column,
        handler,
        meter,
        text,
        callbacks: way === 'handler' ? { callbacks: [handler] } : {},
        failing: (fault) => `[[fault ${fault}]] ${text}`,
      }),
    )
  } catch (reason) {
    if (path.kind !== 'refused') return { ...cell, verdict: 'missing', detail: String(reason) }
    error = reason
  }
  await column.book.idle()
  const booked = records.filter((record) => record.attribution.tenantId === tenantId)
  const served = column.book.served(correlation)
  const judgement = (): Judgement => {
    if (path.kind === 'refused') return judgeRefusal(error, booked, served)
    if (path.kind === 'downgraded') return judgeDowngrade(column.cheaperModelName, booked, served)
    return judge(path.kind, booked, served)
  }
  return { ...cell, ...judgement() }
}

function createDowngradeGate(columns: readonly Column[]): SpendGate {
  const cheaper = new Map(columns.map((column) => [column.modelName, column.cheaperModelName]))
  return createLimitGate(0n, (model) => cheaper.get(model))
}

function tenantOf(way: Way, path: string, column: string): string {
  return `${way}/${path}/${column}`
}
