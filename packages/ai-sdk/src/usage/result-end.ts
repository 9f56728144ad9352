import type { CallEnd } from '@tokentoll/core'
import type { CallSpec } from '../capture/call-spec.ts'
import { at, textAt } from '../shapes/fields.ts'
import { estimateUsage } from './estimate-usage.ts'
import { measureMedia } from './media-usage.ts'
import { measureUsage } from './measure-usage.ts'
import type { MeasuredUsage } from './measured-usage.ts'
import { toolUnits, withUnits } from './tool-units.ts'

/** What to book for a call's result, or for an event of the SDK that carries the same fields. */
export function resultEnd(spec: CallSpec, params: unknown, result: unknown): CallEnd {
  const response = at(result, 'response')
  const answered = textAt(response, 'modelId') ?? textAt(response, 'body', 'model') ?? spec.model.modelId
  return {
    outcome: 'success',
    ...measure(spec, params, result, answered),
    model: answered,
    responseId:
      textAt(response, 'id') ?? textAt(response, 'body', 'id') ?? textAt(response, 'body', 'responseId'),
    finishReason: finishReasonOf(result),
  }
}

/** Version 2 names it, later versions keep the unified one beside the raw one. */
export function finishReasonOf(result: unknown): string | undefined {
  return textAt(result, 'finishReason', 'unified') ?? textAt(result, 'finishReason')
}

function measure(spec: CallSpec, params: unknown, result: unknown, model: string): MeasuredUsage {
  if (spec.kind !== 'language' && spec.kind !== 'embedding' && spec.kind !== 'other')
    return measureMedia(spec.kind, spec.model, params, result)
  const providerMetadata = at(result, 'providerMetadata')
  const content = at(result, 'content')
  const measured = measureUsage({
    provider: spec.model.provider,
    model,
    usage: at(result, 'usage'),
    providerMetadata,
    body: at(result, 'response', 'body'),
  })
  if (measured.usage === undefined) return estimateUsage(measured, spec, charactersOfResult(result))
  if (spec.kind !== 'language') return measured
  return withUnits(
    measured,
    toolUnits({
      provider: spec.model.provider,
      modelId: spec.model.modelId,
      content,
      tools: at(params, 'tools'),
      providerMetadata,
    }),
  )
}

function charactersOfResult(result: unknown): number {
  const whole = textAt(result, 'objectText') ?? textAt(result, 'text')
  if (whole !== undefined) return whole.length
  const content = at(result, 'content')
  let sum = 0
  for (const part of Array.isArray(content) ? content : []) {
    const text = at(part, 'text') ?? at(part, 'input')
    if (typeof text === 'string') sum += text.length
  }
  return sum
}
