import { createAgent, initChatModel } from 'langchain'
import { expect, it } from 'vitest'
import { drain } from '../testing/drain.ts'
import { startWorld } from '../testing/world.ts'
import { findCopies } from './find-copies.ts'
import { instrumentLangChain } from './instrument-langchain.ts'

const ask = { messages: [{ role: 'user', content: 'Hello' }] }

// `initChatModel` loads a provider class by its name, which may bring a copy of its own of `@langchain/core`.
it('books models that LangChain makes by name, whatever copy they come from', async () => {
  await using world = await startWorld()
  const remove = instrumentLangChain({ meter: world.meter })
  const configuration = { baseURL: world.provider.openaiUrl }
  const model = await initChatModel('openai:gpt-4.1-mini', { apiKey: 'x', configuration })
  await model.invoke('Hello')
  await drain(model.stream('Hello'))
  await createAgent({ model: model as never, tools: [] }).invoke(ask)
  remove()
  expect(world.provider.book.calls).toHaveLength(3)
  expect(world.records).toHaveLength(3)
  await model.invoke('Hello')
  expect(world.records).toHaveLength(3)
})

it('finds each copy once', () => {
  const copies = findCopies()
  expect(new Set(copies).size).toBe(copies.length)
  expect(copies.length).toBeGreaterThan(1)
  for (const copy of copies) expect(copy).toMatch(/callbacks[\\/]manager\.cjs$/)
})
