import type { CallEnd } from '@tokentoll/core'
import type { CallSpec } from '../capture/call-spec.ts'
import { at, textAt } from '../shapes/fields.ts'
import { estimateUsage, isWhole } from './estimate-usage.ts'
import { measureMedia } from './media-usage.ts'
import { measureUsage } from './measure-usage.ts'
import type { MeasuredUsage } from './measured-usage.ts'
import { toolUnits, withUnits } from './tool-units.ts'

/** What to book for a call's result, or for an event of the SDK that carries the same fields. */
export function resultEnd(spec: CallSpec, result: unknown): CallEnd {
  const response = at(result, 'response')
  const body = at(response, 'body')
  const model = textAt(response, 'modelId') ?? textAt(body, 'model') ?? spec.model.modelId
  const measured = measure(spec, result, body, model)
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
    responseId: textAt(response, 'id') ?? textAt(body, 'id') ?? textAt(body, 'responseId'),
    finishReason: finishReasonOf(result),
  }
}

/** Version 2 names it, later versions keep the unified one beside the raw one. */
export function finishReasonOf(result: unknown): string | undefined {
  const reason = at(result, 'finishReason')
  return textAt(reason, 'unified') ?? (typeof reason === 'string' && reason !== '' ? reason : undefined)
}

function measure(spec: CallSpec, result: unknown, body: unknown, model: string): MeasuredUsage {
  const { kind, input } = spec
  const { provider, modelId } = spec.model
  if (kind !== 'language' && kind !== 'embedding' && kind !== 'other')
    return measureMedia(kind, spec.model, input, result)
  const providerMetadata = at(result, 'providerMetadata')
  const measured = measureUsage({ provider, model, usage: at(result, 'usage'), providerMetadata, body })
  const known = kind === 'language' ? isWhole(measured.usage) : measured.usage !== undefined
  if (!known && measured.parts === undefined)
    return estimateUsage(measured, spec, () => charactersOfResult(result))
  if (kind !== 'language') return measured
  const content = at(result, 'content')
  return withUnits(
    measured,
    toolUnits({ provider, modelId, content, tools: at(input, 'tools'), providerMetadata }),
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
