import { CallbackManager } from '@langchain/core/callbacks/manager'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { OpenAIEmbeddings } from '@langchain/openai'
import { withAttribution } from '@tokentoll/core'
import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { serve } from '../testing/serve.ts'
import { startWorld, type World } from '../testing/world.ts'
import { instrumentLangChain, type InstrumentLangChainOptions } from './instrument-langchain.ts'

const require = createRequire(import.meta.url)
const commonJs = require('@langchain/openai') as typeof import('@langchain/openai')
const configure = '_configureSync'
const manager = CallbackManager as unknown as Record<typeof configure, (...args: unknown[]) => unknown>
const original = manager[configure]
const originalEvents = BaseChatModel.prototype.streamEvents
const removals: (() => void)[] = []

const instrument = (world: World, options: InstrumentLangChainOptions = {}) => {
  const instrumentation = instrumentLangChain({ meter: world.meter, ...options })
  removals.push(instrumentation)
  return instrumentation
}
afterEach(() => {
  for (const remove of removals.splice(0)) remove()
  expect(manager[configure]).toBe(original)
  expect(BaseChatModel.prototype.streamEvents).toBe(originalEvents)
})

describe('instrumentLangChain', () => {
  it('books both copies of LangChain, ES modules and CommonJS', async () => {
    await using world = await startWorld()
    instrument(world)
    await world.openai().invoke('Hello')
    const configuration = { baseURL: world.provider.openaiUrl }
    const model = new commonJs.ChatOpenAI({ model: 'gpt-4.1-mini', apiKey: 'loopback', configuration })
    await model.invoke('Hello', { metadata: { tenantId: 'acme' } })
    expect(world.records).toHaveLength(2)
    expect(world.records[1]).toMatchObject({ provider: 'openai', attribution: { tenantId: 'acme' } })
  })

  it('books once what an explicit handler of the same meter books as well', async () => {
    await using world = await startWorld()
    instrument(world)
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await world.openai({ callbacks: [handler] }).invoke('Hello', { callbacks: [handler] })
    await world.openai().invoke('Hello', { callbacks: CallbackManager.fromHandlers({}) })
    expect(world.records).toHaveLength(2)
    expect(world.meter.health().duplicates).toBe(0)
  })

  it('books once when it is called twice, and until the last one is taken off', async () => {
    await using world = await startWorld()
    const first = instrument(world)
    const second = instrument(world)
    await world.openai().invoke('Hello')
    expect(world.records).toHaveLength(1)
    first()
    await world.openai().invoke('Hello')
    expect(world.records).toHaveLength(2)
    second()
    await world.openai().invoke('Hello')
    expect(world.records).toHaveLength(2)
  })

  it('books with every meter that asks for it', async () => {
    await using one = await startWorld()
    await using other = await startWorld()
    instrument(one)
    instrument(other)
    await one.openai().invoke('Hello')
    expect([one.records.length, other.records.length]).toEqual([1, 1])
  })

  it('reaches requests of a server that was started before', async () => {
    await using world = await startWorld()
    await using server = await serve((_, response) => {
      void withAttribution({ tenantId: 'acme' }, async () => {
        await world.openai().invoke('Hello')
        response.end()
      })
    })
    instrument(world)
    await fetch(server.url)
    expect(world.record().attribution.tenantId).toBe('acme')
  })

  it("leaves the caller's own callbacks as they are", async () => {
    await using world = await startWorld()
    instrument(world)
    const callbacks = [{ handleLLMEnd: () => {} }]
    await world.openai({ callbacks }).invoke('Hello', { callbacks })
    expect(callbacks).toHaveLength(1)
    expect(world.records).toHaveLength(1)
  })

  it('stays out of the way of one who patched over it', async () => {
    await using world = await startWorld()
    const remove = instrument(world)
    const ours = manager[configure]
    const theirs = (...args: unknown[]): unknown => ours.apply(manager, args)
    manager[configure] = theirs
    await world.openai().invoke('Hello')
    expect(world.records).toHaveLength(1)
    remove()
    expect(manager[configure]).toBe(theirs)
    await world.openai().invoke('Hello')
    expect(world.records).toHaveLength(1)
    manager[configure] = original
  })

  it('takes further copies, for node_modules with several versions', async () => {
    await using world = await startWorld()
    const OtherCallbackManager = { [configure]: (_inheritable: unknown, local: unknown): unknown => local }
    const { handler } = instrument(world, { copies: [{ CallbackManager: OtherCallbackManager }] })
    expect(OtherCallbackManager[configure](undefined, undefined)).toEqual([handler])
    removals.pop()!()
    expect(OtherCallbackManager[configure](undefined, undefined)).toBeUndefined()
  })

  it('books embeddings of the classes it is given, one record a request', async () => {
    await using world = await startWorld()
    instrument(world, { embeddings: [OpenAIEmbeddings] })
    const configuration = { baseURL: world.provider.openaiUrl }
    const embeddings = new OpenAIEmbeddings({ apiKey: 'loopback', configuration, batchSize: 2 })
    await withAttribution({ tenantId: 'acme' }, () => embeddings.embedDocuments(['1', '2', '3']))
    expect(world.records).toHaveLength(2)
    expect(world.records[0]).toMatchObject({
      operation: 'embeddings',
      provider: 'openai',
      usageSource: 'raw_usage',
      attribution: { tenantId: 'acme' },
    })
  })
})
