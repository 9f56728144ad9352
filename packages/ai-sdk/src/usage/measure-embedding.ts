import type { CallEnd } from '@tokentoll/core'
import type { CallSpec } from '../capture/call-spec.ts'
import { at, textAt } from '../shapes/fields.ts'
import { estimateUsage } from './estimate-usage.ts'
import { measureUsage } from './measure-usage.ts'

/** What to book for an embedding result, or for the SDK's event that carries the same fields. */
export function measureEmbedding(result: unknown, spec: CallSpec): CallEnd {
  const body = at(result, 'response', 'body')
  const measured = measureUsage({
    provider: spec.model.provider,
    model: spec.model.modelId,
    usage: at(result, 'usage'),
    providerMetadata: at(result, 'providerMetadata'),
    body,
  })
  return {
    ...(measured.usage === undefined ? estimateUsage(measured, spec, 0) : measured),
    model: textAt(body, 'model'),
  }
}
