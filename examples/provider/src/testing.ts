import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { AIMessageChunk } from '@langchain/core/messages'
import type { ToolCall } from '@langchain/core/messages/tool'
import type { Runnable } from '@langchain/core/runnables'
import { tool } from '@langchain/core/tools'
import type { ZodType } from 'zod'
import type { Provider, ServedCall } from './types.ts'

/** The call booked last. */
export function lastCall(provider: Provider): ServedCall {
  const call = provider.book.calls.at(-1)
  if (call === undefined) throw new Error('The book is empty; the client never reached the provider.')
  return call
}

/** Everything a stream gives, in order. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

const question = 'How is the weather?'

type Bound = Runnable<BaseLanguageModelInput, AIMessageChunk>

/** A round with a tool: the model calls `weather`, is given its result, and answers. */
export async function weatherRound(
  model: BaseChatModel,
  schema: ZodType<{ readonly city: string }>,
  ask: (model: Bound, question: string) => Promise<AIMessageChunk> = (bound, text) => bound.invoke(text),
): Promise<{ readonly call: ToolCall; readonly answered: AIMessageChunk }> {
  const weather = tool(({ city }) => `Sunny in ${city}`, {
    name: 'weather',
    description: 'Weather of a city',
    schema,
  })
  const bound = model.bindTools?.([weather])
  if (bound === undefined) throw new Error('The model takes no tools.')
  const asked = await ask(bound as Bound, question)
  const [call] = asked.tool_calls ?? []
  if (call === undefined) throw new Error('The model called no tool.')
  const result = await weather.invoke({ ...call, type: 'tool_call' })
  const answered = await (bound as Bound).invoke([{ role: 'user', content: question }, asked, result])
  return { call, answered }
}
