import type { CallEnd } from '@tokentoll/core'
import { at, textAt } from '../shapes/fields.ts'
import { estimateUsage } from '../usage/estimate-usage.ts'
import { measureUsage } from '../usage/measure-usage.ts'
import { toolUnits, withUnits } from '../usage/tool-units.ts'
import type { Booking } from './booking.ts'

/** Books the result of a language model's `doGenerate`. */
export function settleGenerate(result: unknown, booking: Booking, tools: unknown): void {
  const parts = [
    result,
    at(result, 'usage'),
    at(result, 'usage', 'raw'),
    at(result, 'providerMetadata'),
    at(result, 'response'),
    at(result, 'response', 'headers'),
    at(result, 'response', 'body'),
    at(result, 'content'),
  ]
  booking.end(parts, 'success', () => generateEnd(result, booking, tools))
}

function generateEnd(result: unknown, booking: Booking, tools: unknown): CallEnd {
  const { model } = booking.spec
  const responseModel = textAt(result, 'response', 'modelId')
  const providerMetadata = at(result, 'providerMetadata')
  const content = at(result, 'content')
  const measured = measureUsage({
    provider: model.provider,
    model: responseModel ?? model.modelId,
    usage: at(result, 'usage'),
    providerMetadata,
    body: at(result, 'response', 'body'),
  })
  const units = toolUnits({
    provider: model.provider,
    modelId: model.modelId,
    content,
    tools,
    providerMetadata,
  })
  return {
    outcome: 'success',
    ...(measured.usage === undefined
      ? estimateUsage(measured, booking.spec, charactersOfContent(content))
      : withUnits(measured, units)),
    model: responseModel,
    responseId: textAt(result, 'response', 'id'),
    finishReason: textAt(result, 'finishReason', 'unified') ?? textAt(result, 'finishReason'),
  }
}

function charactersOfContent(content: unknown): number {
  if (!Array.isArray(content)) return 0
  let sum = 0
  for (const part of content) {
    const text = at(part, 'text') ?? at(part, 'input')
    if (typeof text === 'string') sum += text.length
  }
  return sum
}
