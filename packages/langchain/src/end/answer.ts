import { fieldsOf, isFields, noFields, textOf, type Fields } from '../fields.ts'

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
  llmOutput: Fields = noFields,
  generationInfo: Fields = noFields,
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
export function responseIdOf({
  responseMetadata,
  additional,
  llmOutput,
  message,
}: Answer): string | undefined {
  const id =
    textOf(responseMetadata['id']) ??
    textOf(additional['id']) ??
    textOf(llmOutput['id']) ??
    textOf(message['id'])
  return id === undefined || id.startsWith('run-') || id.startsWith('lc_run-') ? undefined : id
}

/** The model that answered. */
export function responseModelOf({
  responseMetadata,
  additional,
  llmOutput,
  streamed,
}: Answer): string | undefined {
  return (
    textOf(responseMetadata['model_name']) ??
    joined(responseMetadata['model'], streamed) ??
    textOf(additional['model']) ??
    textOf(llmOutput['model']) ??
    textOf(llmOutput['model_name']) ??
    textOf(responseMetadata['model_version'])
  )
}

/** Why the model stopped, in the provider's own word. */
export function finishReasonOf({ responseMetadata, additional, generationInfo }: Answer): string | undefined {
  return (
    textOf(responseMetadata['finish_reason']) ??
    textOf(responseMetadata['stop_reason']) ??
    textOf(additional['stop_reason']) ??
    textOf(responseMetadata['finishReason']) ??
    textOf(generationInfo['finish_reason']) ??
    textOf(generationInfo['finishReason']) ??
    textOf(responseMetadata['status'])
  )
}

/** The tier that served the call, as far as the message says. */
export function serviceTierOf({ responseMetadata, generationInfo, streamed }: Answer): string | undefined {
  return (
    joined(responseMetadata['service_tier'], streamed) ?? joined(generationInfo['service_tier'], streamed)
  )
}

// LangChain joins the strings of all chunks of a stream: a field that two chunks carry reads "flexflex".
function joined(value: unknown, streamed: boolean): string | undefined {
  const text = textOf(value)
  if (text === undefined || !streamed) return text
  return text.slice(0, `${text}${text}`.indexOf(text, 1))
}
