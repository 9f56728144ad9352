import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { apis } from './apis.ts'
import type { ContractHost } from './host.ts'
import { judge, verdictWords, type Verdict } from './judge.ts'
import { languageOperations, type Operation } from './operations/index.ts'
import { offers, openWay, wayNames, type WayName } from './ways.ts'
import { startWorld, type World } from './world.ts'

/** What was measured, by operation, way and API. */
export type Verdicts = Map<string, Verdict>

/** The key of a cell. */
export const cellKey = (operation: string, way: string, api: string): string => `${operation}|${way}|${api}`

/** Runs every operation through every way in against every wire format; fills `verdicts`. */
export function describeCoverage(host: ContractHost, verdicts: Verdicts): void {
  let world: World
  let runs = 0
  beforeAll(async () => void (world = await startWorld(host)))
  afterAll(() => world.stop())
  afterEach(() => world.clear())

  for (const way of wayNames.filter((name) => offers(host, name))) {
    for (const operation of languageOperations.filter(({ since = 5 }) => host.major >= since)) {
      describe(`${operation.name}, ${way}`, () => {
        const meant = apis.filter(({ name }) => operation.apis?.includes(name) ?? true)
        it.each(meant.map((api) => [api.name, api] as const))('%s', async (_name, api) => {
          const { provider, meter } = world
          const open = openWay(host, way, world.providers, { meter, abandonAfterMs: 100 })
          const model = open.model((providers) => api.model(providers, operation.modelId))
          try {
            runs += 1
            const mark = `run ${runs}`
            const prompt = (words: string) => `${words} ${api.usage} (${mark})`
            await operation.run({ host, world, api, model, prompt })
            await (operation.slow === true
              ? slowEnd(host, world, way, operation)
              : until(() => world.sink.records.length > 0, 100))
          } finally {
            open.close()
          }
          const { records } = await world.settled()
          const verdict = judge(records, provider.book.calls)
          expect(verdictWords).toContain(verdict)
          operation.check?.(records, provider.book.calls)
          expect(meter.health().droppedRecords).toBe(0)
          verdicts.set(cellKey(operation.name, way, api.name), verdict as Verdict)
        })
      })
    }
  }
}

// Versions 5 and 6 read a text stream to its end in the background, version 7 leaves it to the watch.
function slowEnd(host: ContractHost, world: World, way: WayName, operation: Operation): Promise<void> {
  const { records } = world.sink
  const unseen = host.major === 6 && way === 'registered'
  if (!unseen && (host.major === 7 || operation.leftAlone === true))
    return until(() => records.length > 0, 8000)
  if (unseen) return until(() => world.provider.book.calls.length > 0, 8000)
  return until(() => records.some((record) => record.outcome === 'success'), 8000)
}

async function until(reached: () => boolean, atMostMs: number): Promise<void> {
  const deadline = Date.now() + atMostMs
  while (!reached() && Date.now() < deadline) await sleep(10)
}
