import { withAttribution } from '@tokentoll/core'
import { fieldsOf } from '../fields.ts'
import { drain } from './drain.ts'
import type { Path } from './path.ts'

/** Paths of a model by itself. */
export const pathsOfModels: readonly Path[] = [
  {
    name: 'invoke',
    kind: 'answers',
    walk: async ({ column, text, callbacks }) => void (await column.model().invoke(text, callbacks)),
  },
  {
    name: 'stream',
    kind: 'answers',
    walk: async ({ column, text, callbacks }) => drain(column.model().stream(text, callbacks)),
  },
  {
    name: 'stream, read in another request',
    kind: 'answers',
    async walk({ column, text, callbacks }) {
      const stream = await column.model().stream(text, callbacks)
      await withAttribution({ tenantId: 'somebody-else' }, () => drain(stream))
    },
  },
  {
    name: 'batch',
    kind: 'answers',
    walk: async ({ column, text, callbacks }) =>
      void (await column.model().batch([`1 ${text}`, `2 ${text}`, `3 ${text}`], callbacks)),
  },
  {
    name: '`streamEvents` v2',
    kind: 'answers',
    walk: async ({ column, text, callbacks }) =>
      drain(column.model().streamEvents(text, { version: 'v2', ...callbacks })),
  },
  {
    name: '`streamEvents` v3 of a model',
    kind: 'answers',
    missing: ({ host }) => (host.hasEventStream ? undefined : 'not in this version'),
    async walk({ host, column, text, callbacks }) {
      // Before 1.2 it was only there under its first name.
      const model = column.model() as unknown as Record<'streamEvents' | 'streamV2', EventStream>
      const name = host.coreVersion.startsWith('1.1.') ? 'streamV2' : 'streamEvents'
      await model[name](text, { version: 'v3', ...callbacks })
    },
  },
  {
    name: 'structured output',
    kind: 'answers',
    missing: ({ column }) => (column.name === 'OpenAI-compatible' ? 'the server has none' : undefined),
    async walk({ host, column, text, callbacks }) {
      const schema = host.zod.object({ topic: host.zod.string() })
      await column.model().withStructuredOutput(schema).invoke(text, callbacks)
    },
  },
  {
    name: 'legacy `OpenAI` class, three prompts',
    kind: 'answers',
    missing: ({ column }) => (column.name === 'OpenAI-compatible' ? undefined : 'chat models only'),
    async walk({ host, column, text, callbacks }) {
      const { clientConfig } = fieldsOf(column.model())
      const model = new host.openai.OpenAI({
        model: 'acme-1',
        apiKey: 'loopback',
        configuration: fieldsOf(clientConfig),
        metadata: { ls_provider: 'acme-llm' },
      })
      await model.generate([`1 ${text}`, '2', '3'], callbacks)
    },
  },
]

type EventStream = (input: string, options: object) => PromiseLike<unknown>
