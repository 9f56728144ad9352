import { expect } from 'vitest'
import type { Operation } from './operation.ts'

const tools = (host: Parameters<Operation['run']>[0]['host']) => ({
  weather: host.sdk.tool({
    description: 'Weather of a city',
    inputSchema: host.sdk.jsonSchema({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    }),
    execute: async () => ({ celsius: 21 }),
  }),
})

/** Text and tools: the operations that end well. */
export const textOperations: readonly Operation[] = [
  {
    name: '`generateText`',
    async run({ host, model, prompt }) {
      await host.sdk.generateText({ model, prompt: prompt('Say hello.') })
    },
    check: (records) => expect(records.map((record) => record.outcome)).toEqual(['success']),
  },
  {
    name: '`streamText`, read to the end',
    async run({ host, model, prompt }) {
      await host.sdk.streamText({ model, prompt: prompt('Say hello.') }).text
    },
    check: (records) => expect(records.map((record) => record.streamed ?? true)).toEqual([true]),
  },
  {
    name: '`generateText` with a tool loop',
    async run({ host, model, prompt }) {
      const { steps } = await host.sdk.generateText({
        model,
        prompt: prompt('How is the weather in Bern?'),
        tools: tools(host),
        stopWhen: host.sdk.stepCountIs(4),
      })
      expect(steps).toHaveLength(2)
    },
    check: (_records, served) => expect(served).toHaveLength(2),
  },
  {
    name: '`streamText` with a tool loop',
    async run({ host, model, prompt }) {
      await host.sdk.streamText({
        model,
        prompt: prompt('How is the weather in Bern?'),
        tools: tools(host),
        stopWhen: host.sdk.stepCountIs(4),
      }).text
    },
    check: (_records, served) => expect(served).toHaveLength(2),
  },
  {
    name: '`ToolLoopAgent` (version 5: `Experimental_Agent`)',
    async run({ host, model, prompt }) {
      const agent = new host.sdk.Agent({ model, tools: tools(host), stopWhen: host.sdk.stepCountIs(4) })
      await agent.generate({ prompt: prompt('How is the weather in Bern?') })
    },
    check: (_records, served) => expect(served).toHaveLength(2),
  },
]
