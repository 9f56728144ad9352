import type { CallEnd } from '@tokentoll/core'
import type { CallSpec } from '../capture/call-spec.ts'
import { at, fieldsOf, textAt, textOf, type Fields } from '../shapes/fields.ts'
import { estimateUsage, isWhole } from './estimate-usage.ts'
import { measureMedia } from './media-usage.ts'
import { measureUsage } from './measure-usage.ts'
import type { MeasuredUsage } from './measured-usage.ts'
import { toolUnits, withUnits } from './tool-units.ts'

/** What to book for a call's result, or for an event of the SDK that carries the same fields. */
export function resultEnd(spec: CallSpec, result: unknown): CallEnd {
  const fields = fieldsOf(result)
  const response = fieldsOf(fields['response'])
  const body = fieldsOf(response['body'])
  const model = textOf(response['modelId']) ?? textOf(body['model']) ?? spec.model.modelId
  const measured = measure(spec, fields, body, model)
  // Field by field: a spread would cost as much as all the reading before it.
  return {
    outcome: 'success',
    usage: measured.usage,
    usageSource: measured.usageSource,
    usageConfidence: measured.usageConfidence,
    flags: measured.flags,
    serviceTier: measured.serviceTier,
    region: measured.region,
    reportedCostUsd: measured.reportedCostUsd,
    parts: measured.parts,
    model,
    responseId: textOf(response['id']) ?? textOf(body['id']) ?? textOf(body['responseId']),
    finishReason: finishReasonOf(fields),
  }
}

/** Version 2 names it, later versions keep the unified one beside the raw one. */
export function finishReasonOf(result: unknown): string | undefined {
  const reason = fieldsOf(result)['finishReason']
  return textOf(reason) ?? textOf(fieldsOf(reason)['unified'])
}

function measure(spec: CallSpec, result: Fields, body: Fields, model: string): MeasuredUsage {
  const { kind, input } = spec
  const { provider, modelId } = spec.model
  if (kind !== 'language' && kind !== 'embedding' && kind !== 'other')
    return measureMedia(kind, spec.model, input, result)
  const { providerMetadata, usage, content } = result
  const measured = measureUsage({ provider, model, usage, providerMetadata, body })
  const known = kind === 'language' ? isWhole(measured.usage) : measured.usage !== undefined
  if (!known && measured.parts === undefined)
    return estimateUsage(measured, spec, () => charactersOfResult(result))
  if (kind !== 'language') return measured
  const { tools } = fieldsOf(input)
  return withUnits(measured, toolUnits({ provider, modelId, content, tools, providerMetadata }))
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
