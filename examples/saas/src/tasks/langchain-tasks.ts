import type { TokentollCallbackHandler } from '@tokentoll/langchain'
import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { StringOutputParser } from '@langchain/core/output_parsers'
import { ChatPromptTemplate, MessagesPlaceholder } from '@langchain/core/prompts'
import { createAgent, tool } from 'langchain'
import { z } from 'zod'
import { documentFor } from '../world/documents.ts'
import type { TaskName } from '../world/plan.ts'
import type { LangChainModels } from './langchain-models.ts'
import { marked } from './prompt.ts'
import type { Task } from './task.ts'

type LangChainTaskName = Extract<
  TaskName,
  'main-chat' | 'document-analysis' | 'entity-extraction' | 'compliance-check'
>

/** The half of the product that runs on LangChain. The handler is all that Tokentoll needs. */
export function createLangChainTasks(
  models: LangChainModels,
  handler: TokentollCallbackHandler,
): Readonly<Record<LangChainTaskName, Task>> {
  const callbacks = [handler]

  const chatPrompt = ChatPromptTemplate.fromMessages([
    ['system', 'You are the assistant of a document management product. Answer briefly.'],
    new MessagesPlaceholder('history'),
    ['human', '{question}'],
  ])

  /** A streamed conversation of several turns through a chain. */
  const mainChat: Task = async ({ job, signal }) => {
    const model =
      job.tenant.plan === 'enterprise' ? models.anthropic('claude-haiku-4-5') : models.openai('gpt-4o-mini')
    const chain = chatPrompt.pipe(model).pipe(new StringOutputParser())
    const history: BaseMessage[] = []
    for (let turn = 1; turn <= job.turns; turn += 1) {
      const question = marked(job, `Turn ${turn}: what does this say? ${documentFor(job.number)}`)
      let answer = ''
      const left = new AbortController()
      const stream = await chain.stream(
        { history, question },
        { callbacks, signal: AbortSignal.any([signal, left.signal]) },
      )
      for await (const chunk of stream) {
        answer += chunk
        // A user who closes the tab: the connection goes away, the provider bills what it has produced.
        if (job.leavesEarly && turn === 1 && answer.length > 40) left.abort()
      }
      history.push(new HumanMessage(question), new AIMessage(answer))
    }
  }

  const readClause = tool(({ topic }) => `Clause on ${topic}: ninety days notice, in writing.`, {
    name: 'read_clause',
    description: 'Reads the clause of the document on a topic',
    schema: z.object({ topic: z.string() }),
  })

  /** An agent with a tool: two or more model calls a job. */
  const documentAnalysis: Task = async ({ job, signal }) => {
    const agent = createAgent({ model: models.anthropic('claude-sonnet-4-5'), tools: [readClause] })
    const content = marked(job, `Which risks are in this document? ${documentFor(job.number)}`)
    await agent.invoke({ messages: [{ role: 'user', content }] }, { callbacks, signal })
  }

  const entities = z.object({
    people: z.array(z.string()),
    organisations: z.array(z.string()),
    amounts: z.array(z.string()),
  })

  /** Structured output. */
  const entityExtraction: Task = async ({ job, signal }) => {
    const model = models.openai('gpt-4.1-mini').withStructuredOutput(entities, { name: 'entities' })
    await model.invoke(marked(job, `List the entities in: ${documentFor(job.number)}`), { callbacks, signal })
  }

  /** A reasoning model on the Responses API. */
  const complianceCheck: Task = async ({ job, signal }) => {
    const model = models.openai('o4-mini', { responses: true })
    await model.invoke(
      marked(job, `Does this comply with our retention policy? ${documentFor(job.number)}`),
      {
        callbacks,
        signal,
      },
    )
  }

  return {
    'main-chat': mainChat,
    'document-analysis': documentAnalysis,
    'entity-extraction': entityExtraction,
    'compliance-check': complianceCheck,
  }
}
