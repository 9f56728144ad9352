import { withAttribution } from '@tokentoll/core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { apis } from './apis.ts'
import type { ContractHost, SdkTextStream } from './host.ts'
import { judge } from './judge.ts'
import { offers, openWay, type WayName } from './ways.ts'
import { startWorld, type World } from './world.ts'

const requests = 1000
const tenants = 50

/** 1,000 requests of 50 tenants at once, half of them streams that another tenant's context reads. */
export function describeInterleaved(host: ContractHost): void {
  let world: World
  beforeAll(async () => void (world = await startWorld(host)))
  afterAll(() => world.stop())
  afterEach(() => world.clear())

  const ways: readonly WayName[] = ['wrapped', 'registered']
  it.each(ways.filter((way) => offers(host, way)))(
    '1,000 interleaved requests go to the right tenant, %s',
    async (way) => {
      const open = openWay(host, way, world.providers, { meter: world.meter })
      const models = apis.map((api) => open.model((providers) => api.model(providers)))
      const ask = async (index: number): Promise<SdkTextStream | undefined> => {
        const tenantId = `tenant-${index % tenants}`
        return withAttribution({ tenantId, conversationId: `c-${index}` }, async () => {
          const call = {
            model: models[index % models.length],
            prompt: `Hello [[call ${tenantId}/c-${index}]]`,
          }
          if (index % 2 === 0) return host.sdk.streamText(call)
          await host.sdk.generateText(call)
          return undefined
        })
      }
      const streams = await Promise.all(Array.from({ length: requests }, (_, index) => ask(index)))
      // Read elsewhere, as a web framework does, in the context of whoever comes along.
      await Promise.all(
        streams.map(async (stream, index) => {
          if (index % 4 === 0) await stream?.text
          else await withAttribution({ tenantId: 'somebody-else' }, () => stream?.text)
        }),
      )
      open.close()
      const { records } = await world.settled()
      const served = world.provider.book.calls
      expect(served).toHaveLength(requests)
      expect(judge(records, served)).toBe('equal')
      const callers = new Map(served.map((call) => [call.id, call.correlation]))
      const wrong = records.filter(
        ({ responseId, attribution }) =>
          callers.get(responseId ?? '') !== `${attribution.tenantId}/${attribution.conversationId}`,
      )
      expect(wrong).toEqual([])
    },
    120_000,
  )
}
