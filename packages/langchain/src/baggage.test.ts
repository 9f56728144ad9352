import { context, propagation } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { withAttribution, type Attribution } from '@tokentoll/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TokentollCallbackHandler } from './handler/tokentoll-callback-handler.ts'
import { drain } from './testing/drain.ts'
import { startWorld } from './testing/world.ts'

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => context.disable())

// What a service in front of this one says about its caller, under the key that `@tokentoll/otel` reads.
const inBaggage = <Result>(tenantId: string, work: () => Result): Result => {
  const baggage = propagation.createBaggage({ 'llm.tenant.id': { value: tenantId } })
  return context.with(propagation.setBaggage(context.active(), baggage), work)
}
const readBaggage = (): Attribution => ({
  tenantId: propagation.getActiveBaggage()?.getEntry('llm.tenant.id')?.value,
})

it('books a call to whom the OpenTelemetry baggage names at its start, behind withAttribution only', async () => {
  await using world = await startWorld({ meter: { attribution: readBaggage } })
  const callbacks = [new TokentollCallbackHandler({ meter: world.meter })]
  const model = world.openai({ callbacks })
  const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`)
  const ask = (tenantId: string) => `Hello [[call ${tenantId}]]`

  await Promise.all(tenants.map((tenant) => inBaggage(tenant, () => model.invoke(ask(tenant)))))
  const streams = await Promise.all(
    tenants.map((tenant) => inBaggage(tenant, () => model.stream(ask(tenant)))),
  )
  await inBaggage('somebody-else', () => Promise.all(streams.map((stream) => drain(stream))))
  await inBaggage('trusted', () => model.invoke(ask('trusted'), { metadata: { tenantId: 'from-metadata' } }))
  await inBaggage('from-baggage', () =>
    withAttribution({ tenantId: 'from-context' }, () => model.invoke(ask('from-context'))),
  )

  const { calls } = world.provider.book
  expect(calls).toHaveLength(2 * tenants.length + 2)
  expect(world.records).toHaveLength(calls.length)
  const tenantOfCall = new Map(calls.map((call) => [`openai:${call.id}`, call.correlation]))
  for (const record of world.records) expect(record.attribution.tenantId).toBe(tenantOfCall.get(record.id))
})
