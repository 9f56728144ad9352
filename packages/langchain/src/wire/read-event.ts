import { fieldsOf, textOf, isFields, type Fields } from '../fields.ts'
import type { WireCall } from './wire-call.ts'

/** Takes over what one event of a stream, or one whole answer, says about the bill. */
export function readEvent(event: unknown, call: WireCall): void {
  if (Array.isArray(event)) {
    // Gemini without `alt=sse` sends its chunks as one array.
    for (const part of event) readEvent(part, call)
    return
  }
  if (!isFields(event)) return
  const type = textOf(event['type']) ?? ''
  if (type.startsWith('response.')) readResponsesEvent(type, event, call)
  else if (type.startsWith('message') || type.startsWith('content_block')) readAnthropic(type, event, call)
  else if ('usageMetadata' in event || 'candidates' in event) readGoogle(event, call)
  else if (event['object'] === 'response') readResponse(event, call)
  else readOpenaiChat(event, call)
}

function readOpenaiChat(event: Fields, call: WireCall): void {
  call.responseId = textOf(event['id']) ?? call.responseId
  call.model = textOf(event['model']) ?? call.model
  call.serviceTier = textOf(event['service_tier']) ?? call.serviceTier
  if (isFields(event['usage'])) call.usage = event['usage']
  for (const choice of listOf(event['choices'])) {
    const { delta, finish_reason } = fieldsOf(choice)
    call.finishReason = textOf(finish_reason) ?? call.finishReason
    const { content, reasoning_content, tool_calls } = fieldsOf(delta)
    call.outputCharacters += lengthOf(content) + lengthOf(reasoning_content)
    for (const tool of listOf(tool_calls))
      call.outputCharacters += lengthOf(fieldsOf(fieldsOf(tool)['function'])['arguments'])
  }
}

function readResponsesEvent(type: string, event: Fields, call: WireCall): void {
  if (isFields(event['response'])) readResponse(event['response'], call)
  else if (type.endsWith('.delta')) call.outputCharacters += lengthOf(event['delta'])
}

function readResponse(response: Fields, call: WireCall): void {
  call.responseId = textOf(response['id']) ?? call.responseId
  call.model = textOf(response['model']) ?? call.model
  call.serviceTier = textOf(response['service_tier']) ?? call.serviceTier
  call.finishReason = textOf(response['status']) ?? call.finishReason
  if (isFields(response['usage'])) {
    call.usage = response['usage']
    call.output = response['output']
  }
}

function readAnthropic(type: string, event: Fields, call: WireCall): void {
  const message = type === 'message' ? event : fieldsOf(event['message'])
  call.responseId = textOf(message['id']) ?? call.responseId
  call.model = textOf(message['model']) ?? call.model
  const delta = fieldsOf(event['delta'])
  call.finishReason = textOf(delta['stop_reason']) ?? textOf(message['stop_reason']) ?? call.finishReason
  for (const usage of [message['usage'], event['usage']])
    if (isFields(usage)) call.usage = latest(call.usage, usage)
  call.outputCharacters +=
    lengthOf(delta['text']) + lengthOf(delta['thinking']) + lengthOf(delta['partial_json'])
}

// Usage stands in the first event, in the last, or in both: the last value that is one wins, a 0 included.
function latest(earlier: Fields | undefined, later: Fields): Fields {
  const merged: Record<string, unknown> = { ...earlier }
  for (const [field, value] of Object.entries(later)) {
    if (value !== null && value !== undefined) merged[field] = value
  }
  return merged
}

function readGoogle(event: Fields, call: WireCall): void {
  call.responseId = textOf(event['responseId']) ?? call.responseId
  call.model = textOf(event['modelVersion']) ?? call.model
  if (isFields(event['usageMetadata'])) call.usage = event['usageMetadata']
  for (const candidate of listOf(event['candidates'])) {
    const { content, finishReason, groundingMetadata } = fieldsOf(candidate)
    call.finishReason = textOf(finishReason) ?? call.finishReason
    for (const part of listOf(fieldsOf(content)['parts']))
      call.outputCharacters += lengthOf(fieldsOf(part)['text'])
    for (const query of listOf(fieldsOf(groundingMetadata)['webSearchQueries']))
      (call.searchQueries ??= []).push(query)
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}
