import { expect } from 'vitest'
import { tokentollIntegration } from '../../integration/integration.ts'
import type { Operation } from './operation.ts'

const flex = { openai: { serviceTier: 'flex' } }

/** What a single call's settings change. */
export const settingsOperations: readonly Operation[] = [
  {
    name: 'service tier flex, `generateText`',
    apis: ['OpenAI chat', 'OpenAI responses'],
    async run({ host, model, prompt }) {
      await host.sdk.generateText({ model, prompt: prompt('Say hello.'), providerOptions: flex })
    },
    check: (_records, served) => expect(served.map((call) => call.serviceTier)).toEqual(['flex']),
  },
  {
    name: 'service tier flex, `streamText`',
    apis: ['OpenAI chat', 'OpenAI responses'],
    async run({ host, model, prompt }) {
      await host.sdk.streamText({ model, prompt: prompt('Say hello.'), providerOptions: flex }).text
    },
  },
  {
    name: 'telemetry disabled for the call',
    async run({ host, model, prompt }) {
      await host.sdk.generateText({
        model,
        prompt: prompt('Say hello.'),
        ...host.telemetry({ isEnabled: false }),
      })
    },
  },
  {
    name: "the call's own integrations",
    since: 6,
    async run({ host, model, prompt }) {
      await host.sdk.generateText({
        model,
        prompt: prompt('Say hello.'),
        ...host.telemetry({ isEnabled: true, integrations: [{ onStart: () => {} }] }),
      })
    },
  },
  {
    name: "the call's own integrations, ours among them",
    since: 6,
    async run({ host, world, model, prompt }) {
      await host.sdk.generateText({
        model,
        prompt: prompt('Say hello.'),
        ...host.telemetry({ isEnabled: true, integrations: [tokentollIntegration({ meter: world.meter })] }),
      })
    },
  },
]
