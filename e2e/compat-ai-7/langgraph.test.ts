import { createOpenAI } from '@ai-sdk/openai'
import { CallbackManager } from '@langchain/core/callbacks/manager'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { ChatOpenAI } from '@langchain/openai'
import { registerTokentoll, tokentollMiddleware, wrapProvider } from '@tokentoll/ai-sdk'
import { createMeter, withAttribution } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { startProvider, type Provider } from '@tokentoll/example-provider'
import { instrumentLangChain } from '@tokentoll/langchain'
import { stepCountIs, tool, ToolLoopAgent, wrapLanguageModel } from 'ai'
import { createAgent, tool as langchainTool } from 'langchain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

// One graph, two frameworks: a LangGraph node runs an AI SDK agent, whose tool runs a LangChain agent, whose
// tool runs the AI SDK again. Every way in of both packages is open on one meter.
describe('an agent with tools inside a LangGraph node', () => {
  let provider: Provider
  beforeAll(async () => void (provider = await startProvider()))
  afterAll(() => provider.stop())

  it('books each call of both frameworks once, for its tenant', async () => {
    const sink = createRecordingSink()
    const meter = createMeter({ sinks: [sink] })
    const registration = registerTokentoll({ meter })
    // This workspace may hold a copy of @langchain/core for each set of peers; an application has one.
    const instrumentation = instrumentLangChain({ meter, copies: [{ CallbackManager, BaseChatModel }] })
    const openai = wrapProvider(createOpenAI({ apiKey: 'test', baseURL: provider.openaiUrl }), { meter })
    const model = () =>
      wrapLanguageModel({ model: openai.chat('gpt-4o'), middleware: tokentollMiddleware({ meter }) })
    const chat = () =>
      new ChatOpenAI({ model: 'gpt-4o-mini', apiKey: 'test', configuration: { baseURL: provider.openaiUrl } })
    const query = z.object({ query: z.string() })

    const summarise = langchainTool(
      async () => {
        const agent = new ToolLoopAgent({ model: openai.responses('gpt-5-mini') })
        return (await agent.generate({ prompt: 'Summarise.' })).text
      },
      { name: 'summarise', description: 'Summarises', schema: query },
    )
    const research = tool({
      description: 'Researches',
      inputSchema: query,
      async execute() {
        const agent = createAgent({ model: chat(), tools: [summarise] })
        const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'Research this.' }] })
        return String(messages.length)
      },
    })
    const State = Annotation.Root({ tenant: Annotation<string>, answer: Annotation<string> })
    const graph = new StateGraph(State)
      .addNode('think', async () => {
        await chat().invoke('Plan first.')
        const agent = new ToolLoopAgent({ model: model(), tools: { research }, stopWhen: stepCountIs(4) })
        return { answer: (await agent.generate({ prompt: 'Answer this.' })).text }
      })
      .addEdge(START, 'think')
      .addEdge('think', END)
      .compile()

    const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`)
    await Promise.all(
      tenants.map((tenantId) => withAttribution({ tenantId }, () => graph.invoke({ tenant: tenantId }))),
    )
    registration.unregister()
    instrumentation()
    await provider.idle()
    await meter.flush()

    // Plan; agent, its second step; LangChain agent, its second step; summary.
    expect(provider.book.calls).toHaveLength(20 * 6)
    const served = provider.book.calls.map((call) => `${call.id} ${call.costUsd}`).toSorted()
    const booked = sink.records
      .map(
        (record) =>
          `${record.responseId} ${(record.cost.totalPicoUsd / 1e12).toFixed(12).replace(/0+$/, '')}`,
      )
      .toSorted()
    expect(booked).toEqual(served)
    for (const tenantId of tenants) {
      const own = sink.records.filter((record) => record.attribution.tenantId === tenantId)
      expect(own.map((record) => record.integration).toSorted()).toEqual([
        'ai-sdk',
        'ai-sdk',
        'ai-sdk',
        'langchain',
        'langchain',
        'langchain',
      ])
    }
    expect(meter.health().duplicates).toBe(0)
  })
})
