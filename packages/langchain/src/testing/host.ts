// The suite runs on five versions of LangChain whose types do not agree: what differs is asked at run time.
import * as anthropic from '@langchain/anthropic'
import { InMemoryCache } from '@langchain/core/caches'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { tool } from '@langchain/core/tools'
import type * as google from '@langchain/google'
import * as googleGenai from '@langchain/google-genai'
import * as langgraph from '@langchain/langgraph'
import * as openai from '@langchain/openai'
import { createRequire } from 'node:module'
import * as zod from 'zod'
import { fieldsOf } from '../fields.ts'

/** An agent, however its version makes one. */
export interface Agent {
  invoke(input: unknown, config?: unknown): Promise<unknown>
  streamEvents(input: unknown, config: unknown): AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>
}

/** One version of LangChain. */
export interface Host {
  readonly coreVersion: string
  /** The provider classes, as `name version`. */
  readonly classes: readonly string[]
  readonly openai: typeof openai
  readonly anthropic: typeof anthropic
  readonly googleGenai: typeof googleGenai
  /** The unified package of Google's models; it needs core 1.2. */
  readonly google: typeof google | undefined
  readonly langgraph: typeof langgraph
  readonly zod: typeof zod
  readonly tool: typeof tool
  readonly InMemoryCache: typeof InMemoryCache
  /** Whether models have the content-block event stream, which fires no callbacks. */
  readonly hasEventStream: boolean
  /** Whether agents have it, through callbacks. */
  readonly hasAgentEventStream: boolean
  readonly createAgent: (model: unknown, tools: readonly unknown[]) => Agent
}

/** Loads the version of LangChain that this process resolves. */
export async function loadHost(): Promise<Host> {
  const require = createRequire(import.meta.url)
  const versionOf = (name: string): string =>
    (require(`@langchain/${name}/package.json`) as { version: string }).version
  const coreVersion = versionOf('core')
  const agents = await loadAgents()
  const unifiedGoogle = await loadGoogle()
  const packages = ['openai', 'anthropic', 'google-genai', ...(unifiedGoogle === undefined ? [] : ['google'])]
  return {
    coreVersion,
    classes: packages.map((name) => `@langchain/${name} ${versionOf(name)}`),
    openai,
    anthropic,
    googleGenai,
    google: unifiedGoogle,
    langgraph,
    zod,
    tool,
    InMemoryCache,
    hasEventStream: '_streamChatModelEvents' in BaseChatModel.prototype,
    hasAgentEventStream: !/^(?:0|1\.[01])\./.test(coreVersion),
    createAgent: agents,
  }
}

async function loadGoogle(): Promise<Host['google']> {
  try {
    return await import('@langchain/google')
  } catch {
    return undefined
  }
}

async function loadAgents(): Promise<Host['createAgent']> {
  try {
    const langchain: unknown = await import('langchain')
    const { createAgent } = fieldsOf({ ...(langchain as object) })
    if (typeof createAgent === 'function') {
      return (model, tools) => (createAgent as MakeAgent)({ model, tools })
    }
  } catch {
    // Before 1.0 agents came with LangGraph.
  }
  const prebuilt: unknown = await import('@langchain/langgraph/prebuilt')
  const { createReactAgent } = prebuilt as { createReactAgent: MakeAgent }
  return (model, tools) => createReactAgent({ llm: model, tools })
}

type MakeAgent = (options: object) => Agent
