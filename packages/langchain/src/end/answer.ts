import { fieldsOf, firstText, isFields, type Fields } from '../fields.ts'

/** The parts of a finished run that say what it cost, wherever the provider class left them. */
export interface Answer {
  readonly message: Fields
  readonly responseMetadata: Fields
  readonly additional: Fields
  readonly generationInfo: Fields
  readonly llmOutput: Fields
  /** LangChain's own usage object; undefined when the class gave none. */
  readonly usageMetadata: Fields | undefined
  readonly streamed: boolean
}

/** Reads the first generation: several choices of one response share one usage. */
export function answerOf(output: unknown): Answer {
  const { generations, llmOutput } = fieldsOf(output)
  const choices: unknown = Array.isArray(generations) ? generations[0] : undefined
  const generation = fieldsOf(Array.isArray(choices) ? choices[0] : undefined)
  const message = fieldsOf(generation['message'])
  return answerOfMessage(message, fieldsOf(llmOutput), fieldsOf(generation['generationInfo']))
}

/** The same for a message that came without callbacks. */
export function answerOfMessage(
  message: Fields,
  llmOutput: Fields = {},
  generationInfo: Fields = {},
): Answer {
  const usageMetadata = message['usage_metadata']
  return {
    message,
    responseMetadata: fieldsOf(message['response_metadata']),
    additional: fieldsOf(message['additional_kwargs']),
    generationInfo,
    llmOutput,
    usageMetadata: isFields(usageMetadata) ? usageMetadata : undefined,
    streamed: typeof message['concat'] === 'function',
  }
}

/** The provider's id of the response; LangChain's own run ids are none. */
export function responseIdOf(answer: Answer): string | undefined {
  const { responseMetadata, additional, llmOutput, message } = answer
  const id = firstText(responseMetadata['id'], additional['id'], llmOutput['id'], message['id'])
  return id === undefined || /^(?:lc_)?run-/.test(id) ? undefined : id
}

/** The model that answered. */
export function responseModelOf(answer: Answer): string | undefined {
  const { responseMetadata, additional, llmOutput } = answer
  return firstText(
    responseMetadata['model_name'],
    unrepeated(responseMetadata['model']),
    additional['model'],
    llmOutput['model'],
    llmOutput['model_name'],
    responseMetadata['model_version'],
  )
}

/** Why the model stopped, in the provider's own word. */
export function finishReasonOf(answer: Answer): string | undefined {
  const { responseMetadata, additional, generationInfo } = answer
  return firstText(
    responseMetadata['finish_reason'],
    responseMetadata['stop_reason'],
    additional['stop_reason'],
    responseMetadata['finishReason'],
    generationInfo['finish_reason'],
    generationInfo['finishReason'],
    responseMetadata['status'],
  )
}

/** The tier that served the call, as far as the message says. */
export function serviceTierOf(answer: Answer): string | undefined {
  const { responseMetadata, generationInfo } = answer
  return firstText(unrepeated(responseMetadata['service_tier']), unrepeated(generationInfo['service_tier']))
}

// LangChain joins the strings of all chunks of a stream: a field that two chunks carry reads "flexflex".
function unrepeated(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return undefined
  const period = `${value}${value}`.indexOf(value, 1)
  return value.slice(0, period)
}
