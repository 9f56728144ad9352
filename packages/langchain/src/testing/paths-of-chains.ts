import { fieldsOf } from '../fields.ts'
import { drain } from './drain.ts'
import type { Path, PathWorld } from './path.ts'

/** Paths of models inside chains, agents and graphs. */
export const pathsOfChains: readonly Path[] = [
  {
    name: 'agent with a tool loop',
    kind: 'answers',
    walk: async (world) =>
      void (await world.host
        .createAgent(world.column.model(), [lookup(world)])
        .invoke(question(world), world.callbacks)),
  },
  {
    name: 'agent, `streamEvents` v3',
    kind: 'answers',
    missing: ({ host }) => (host.hasAgentEventStream ? undefined : 'not in this version'),
    async walk(world) {
      const agent = world.host.createAgent(world.column.model(), [lookup(world)])
      await drain(await agent.streamEvents(question(world), { version: 'v3', ...world.callbacks }))
    },
  },
  {
    name: 'tool that calls a model',
    kind: 'answers',
    async walk(world) {
      const { column, host, text } = world
      const agent = host.createAgent(column.model(), [
        lookup(world, async () => void (await column.model().invoke(text))),
      ])
      await agent.invoke(question(world), world.callbacks)
    },
  },
  {
    name: 'LangGraph node',
    kind: 'answers',
    walk: async (world) => void (await graphOf(world).invoke(question(world), world.callbacks)),
  },
  {
    name: 'LangGraph subgraph',
    kind: 'answers',
    async walk(world) {
      const { StateGraph, MessagesAnnotation, START } = world.host.langgraph
      const outer = new StateGraph(MessagesAnnotation)
        .addNode('inner', graphOf(world))
        .addEdge(START, 'inner')
      await outer.compile().invoke(question(world), world.callbacks)
    },
  },
  {
    name: '`withRetry`',
    kind: 'answers',
    async walk({ column, failing, callbacks }) {
      const model = column.model({ maxRetries: 0 }).withRetry({ stopAfterAttempt: 2 })
      await model.invoke(failing('400 times=1'), callbacks)
    },
  },
  {
    name: '`withRetry` after an answer that did not fit',
    kind: 'answers',
    async walk({ column, text, callbacks }) {
      // The provider charges for both answers.
      let answers = 0
      const fit = (message: unknown): unknown => {
        answers += 1
        if (answers === 1) throw new Error('It does not fit')
        return message
      }
      await column
        .model(callbacks)
        .pipe(fit as never)
        .withRetry({ stopAfterAttempt: 2 })
        .invoke(text)
    },
  },
  {
    name: '`withFallbacks`',
    kind: 'answers',
    async walk({ column, failing, callbacks }) {
      const model = column.model({ maxRetries: 0 }).withFallbacks([column.model()])
      await model.invoke(failing('400 times=1'), callbacks)
    },
  },
  {
    name: 'response cache of LangChain',
    kind: 'cache',
    async walk({ host, column, text, callbacks }) {
      const model = column.model({ cache: new host.InMemoryCache() })
      await model.invoke(text, callbacks)
      await model.invoke(text, callbacks)
    },
  },
]

function question({ text }: PathWorld): never {
  return { messages: [{ role: 'user', content: text }] } as never
}

function lookup({ host }: PathWorld, work: () => Promise<void> = async () => {}): unknown {
  const { z } = host.zod
  return host.tool(
    async () => {
      await work()
      return 'Sunny.'
    },
    { name: 'lookup', description: 'Looks a topic up', schema: z.object({ topic: z.string() }) },
  )
}

// The node passes no config on: LangChain finds the handler through its own context.
function graphOf({ host, column }: PathWorld) {
  const { StateGraph, MessagesAnnotation, START } = host.langgraph
  return new StateGraph(MessagesAnnotation)
    .addNode('answer', async (state) => {
      const { messages } = fieldsOf(state)
      return { messages: [await column.model().invoke(messages as never)] } as never
    })
    .addEdge(START, 'answer')
    .compile()
}
