import type { Serialized } from '@langchain/core/load/serializable'
import type { BaseMessage } from '@langchain/core/messages'
import type { LLMResult } from '@langchain/core/outputs'
import type { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { fieldsOf, textOf, isFields, type Fields } from '../fields.ts'
import { guarded } from '../guarded.ts'

/** The parts of a chat model that its event stream is made of. */
export interface EventSource {
  readonly metadata?: unknown
  readonly defaultOptions?: unknown
  readonly tags?: unknown
  toJSON(): unknown
  getLsParams(options: unknown): unknown
  invocationParams(options: unknown): unknown
  _streamChatModelEvents(messages: unknown, options: unknown, runManager: unknown): AsyncIterable<unknown>
}

/** One direct call of a model's event stream. */
export interface EventCall {
  readonly model: EventSource
  readonly messages: unknown
  readonly options: unknown
  readonly callOptions: unknown
  readonly handlers: readonly TokentollCallbackHandler[]
}

/** Passes a model's events on and tells the handlers what callbacks would have told them. */
export async function* observeEvents(
  call: EventCall,
  begin: () => AsyncIterable<unknown>,
): AsyncIterable<unknown> {
  const runId = textOf(fieldsOf(call.options)['runId']) ?? crypto.randomUUID()
  const start = guarded(() => startOf(call, runId))
  if (start === undefined) return yield* begin()
  // A budget's refusal ends the stream here, before the provider is asked.
  for (const handler of call.handlers) await handler.handleChatModelStart(...start)
  const message: Assembled = { responseMetadata: {}, content: [] }
  try {
    for await (const event of begin()) {
      guarded(() => take(event, message, call.handlers, runId))
      yield event
    }
  } catch (error) {
    for (const handler of call.handlers) handler.handleLLMError(error, runId)
    throw error
  }
  const { signal } = fieldsOf(call.callOptions)
  // An aborted stream just stops.
  if (message.finished !== true && fieldsOf(signal)['aborted'] === true) {
    const error = new DOMException('The stream was aborted', 'AbortError')
    for (const handler of call.handlers) handler.handleLLMError(error, runId)
  } else {
    for (const handler of call.handlers) handler.handleLLMEnd(resultOf(message), runId)
  }
}

interface Assembled {
  id?: string | undefined
  usage?: Fields | undefined
  responseMetadata: Fields
  readonly content: unknown[]
  finished?: boolean
}

function startOf(
  call: EventCall,
  runId: string,
): Parameters<TokentollCallbackHandler['handleChatModelStart']> {
  const { model, messages, callOptions } = call
  const options = fieldsOf(call.options)
  const metadata = {
    // `withConfig` of OpenAI's class keeps it there.
    ...fieldsOf(fieldsOf(model.defaultOptions)['metadata']),
    ...fieldsOf(options['metadata']),
    ...fieldsOf(model.getLsParams(callOptions)),
    ...fieldsOf(model.metadata),
  }
  const extraParams = { options: callOptions, invocation_params: model.invocationParams(callOptions) }
  return [
    model.toJSON() as Serialized,
    [messages as BaseMessage[]],
    runId,
    undefined,
    extraParams,
    undefined,
    metadata,
    textOf(options['runName']),
  ]
}

function take(
  event: unknown,
  message: Assembled,
  handlers: readonly TokentollCallbackHandler[],
  runId: string,
): void {
  const { event: kind, id, usage, responseMetadata, reason, payload, content } = fieldsOf(event)
  if (isFields(usage)) message.usage = usage
  if (kind === 'message-start') {
    message.id = textOf(id)
    for (const handler of handlers) watcherOf(handler)?.(event, runId)
  } else if (kind === 'content-block-finish') {
    if (isFields(content)) message.content.push(blockOf(content))
  } else if (kind === 'provider') {
    for (const handler of handlers) watcherOf(handler)?.(event, runId)
    // Anthropic names the model that answers in its first event only.
    const model = textOf(fieldsOf(payload)['model'])
    if (model !== undefined) message.responseMetadata = { model_name: model, ...message.responseMetadata }
  } else if (kind === 'message-finish') {
    message.finished = true
    message.responseMetadata = {
      finish_reason: reason,
      ...message.responseMetadata,
      ...fieldsOf(responseMetadata),
    }
  }
}

// What says that the provider ran a tool, without the text of the answer.
function blockOf({ type, name, value }: Fields): Fields {
  return { type, name, value: { type: fieldsOf(value)['type'] } }
}

function watcherOf(handler: object): ((event: unknown, runId: string) => void) | undefined {
  return (handler as { handleChatModelStreamEvent?: (event: unknown, runId: string) => void })
    .handleChatModelStreamEvent
}

function resultOf(message: Assembled): LLMResult {
  const { id, usage, responseMetadata, content } = message
  const assembled = {
    id,
    content,
    usage_metadata: usage,
    response_metadata: responseMetadata,
    concat: () => undefined,
  }
  return { generations: [[{ text: '', message: assembled } as LLMResult['generations'][number][number]]] }
}
