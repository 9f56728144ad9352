import { tool } from '@langchain/core/tools'
import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { withAttribution } from '@tokentoll/core'
import { createAgent } from 'langchain'
import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { TokentollCallbackHandler } from './handler/tokentoll-callback-handler.ts'
import { drain } from './testing/drain.ts'
import { startWorld } from './testing/world.ts'

const requests = 1000
const tenants = 50

describe(`${requests} interleaved requests of ${tenants} tenants`, () => {
  it('are booked to the right tenant, whichever way they take and wherever their streams are read', async () => {
    await using world = await startWorld({ provider: { streamChunks: 3 } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const model = world.openai({ callbacks: [handler], maxRetries: 0 })
    const chain = ChatPromptTemplate.fromMessages([['human', '{question}']]).pipe(model)
    const agent = createAgent({
      model,
      tools: [tool(async () => 'Sunny.', { name: 'weather', description: 'Weather', schema: z.object({}) })],
    })
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('answer', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
      .addEdge(START, 'answer')
      .compile()
    const streams: AsyncIterable<unknown>[] = []
    const ask = (question: string) => ({ messages: [{ role: 'user', content: question }] })
    const ways: readonly ((question: string) => Promise<unknown>)[] = [
      (question) => chain.invoke({ question }),
      (question) => agent.invoke(ask(question)),
      (question) => graph.invoke(ask(question)),
      async (question) => streams.push(await model.stream(question)),
    ]

    await inParallel(100, requests, async (request) => {
      const tenantId = `tenant-${request % tenants}`
      const text = `Question ${request} [[call ${tenantId}/${request}]]`
      await withAttribution({ tenantId, userId: `user-${request}` }, () =>
        ways[Math.floor(request / tenants) % ways.length]!(text),
      )
      // Whatever stream is waiting is read by this request, under nobody's name or another's.
      const waiting = streams.shift()
      if (waiting !== undefined && request % 2 === 0) await drain(waiting)
      else if (waiting !== undefined) await withAttribution({ tenantId: 'wrong' }, () => drain(waiting))
    })
    for (const stream of streams) await drain(stream)

    // Agents call the model twice.
    const expected = world.provider.book.calls
    expect(expected.length).toBe(requests * 1.25)
    expect(world.records).toHaveLength(expected.length)
    const tenantOfCall = new Map(expected.map((call) => [`openai:${call.id}`, call.correlation]))
    const wrong = world.records.filter((record) => {
      const { tenantId, userId } = record.attribution
      return tenantOfCall.get(record.id) !== `${tenantId}/${userId?.slice('user-'.length)}`
    })
    expect(wrong).toEqual([])
  })
})

async function inParallel(
  width: number,
  count: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) await work(next++)
    }),
  )
}
