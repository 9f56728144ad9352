import { expect } from 'vitest'
import type { ContractHost } from '../host.ts'
import type { Operation } from './operation.ts'

const person = (host: ContractHost) =>
  host.sdk.jsonSchema({
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
    required: ['name', 'age'],
    additionalProperties: false,
  })

/** Structured output. */
export const objectOperations: readonly Operation[] = [
  {
    name: '`generateText` with `Output.object`',
    async run({ host, model, prompt }) {
      const output = host.sdk.Output.object({ schema: person(host) })
      await host.sdk.generateText({
        model,
        prompt: prompt('Invent a person.'),
        ...(host.major === 5 ? { experimental_output: output } : { output }),
      })
    },
  },
  {
    name: '`generateObject`',
    async run({ host, model, prompt }) {
      await host.sdk.generateObject({ model, schema: person(host), prompt: prompt('Invent a person.') })
    },
  },
  {
    name: '`streamObject`',
    async run({ host, model, prompt }) {
      const result = host.sdk.streamObject({
        model,
        schema: person(host),
        prompt: prompt('Invent a person.'),
      })
      let parts = 0
      for await (const part of result.partialObjectStream) parts += part === undefined ? 0 : 1
      await result.object
      expect(parts).toBeGreaterThan(0)
    },
  },
]
