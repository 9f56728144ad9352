import { describeError, type CallEnd, type CallOutcome } from '@tokentoll/core'
import { at } from '../shapes/fields.ts'
import { estimateUsage } from '../usage/estimate-usage.ts'
import { tokensOfCharacters } from '../usage/estimate-tokens.ts'
import { measureMedia } from '../usage/media-usage.ts'
import { measureUsage } from '../usage/measure-usage.ts'
import type { MeasuredUsage } from '../usage/measured-usage.ts'
import { finishReasonOf } from '../usage/result-end.ts'
import { toolUnits, withUnits } from '../usage/tool-units.ts'
import { inputCharacters, type CallSpec } from './call-spec.ts'
import type { StreamReading } from './stream-reading.ts'

/** What to book for a stream that told its usage in its `finish` part. */
export function finishedEnd(reading: StreamReading, spec: CallSpec): CallEnd {
  const failed = reading.error !== undefined
  return {
    outcome: failed ? 'error' : 'success',
    streamed: true,
    ...measureFinish(reading, spec),
    model: reading.responseModel ?? spec.model.modelId,
    responseId: reading.responseId,
    finishReason: finishReasonOf(reading.finish),
    error: failed ? describeError(reading.error?.cause) : undefined,
  }
}

function measureFinish(reading: StreamReading, spec: CallSpec): MeasuredUsage {
  if (spec.kind !== 'language') return measureMedia(spec.kind, spec.model, spec.input, reading.finish)
  const { provider, modelId } = spec.model
  const providerMetadata = at(reading.finish, 'providerMetadata')
  const measured = measureUsage({
    provider,
    model: reading.responseModel ?? modelId,
    usage: at(reading.finish, 'usage'),
    providerMetadata,
    wireUsage: reading.wireUsage,
    wireTier: reading.wireTier,
  })
  if (measured.usage === undefined) return estimateUsage(measured, spec, reading.characters)
  const tools = at(spec.input, 'tools')
  return withUnits(
    measured,
    toolUnits({ provider, modelId, content: reading.toolCalls, tools, providerMetadata }),
  )
}

/**
 * What to book for a stream that ended before it told its usage: the input as the provider's own chunks
 * gave it, else estimated, and the output that was streamed.
 */
export function brokenEnd(
  reading: StreamReading,
  spec: CallSpec,
  outcome: CallOutcome,
  error?: unknown,
): CallEnd {
  const wire = measureUsage({
    provider: spec.model.provider,
    model: reading.responseModel ?? spec.model.modelId,
    usage: undefined,
    wireUsage: reading.wireUsage,
    wireTier: reading.wireTier,
  })
  const streamed = tokensOfCharacters(reading.characters)
  return {
    ...wire,
    outcome,
    streamed: true,
    usage: {
      ...wire.usage,
      inputTokens: wire.usage?.inputTokens ?? tokensOfCharacters(inputCharacters(spec)),
      outputTokens: Math.max(wire.usage?.outputTokens ?? 0, streamed),
    },
    parts: undefined,
    usageSource: 'estimate',
    usageConfidence: 'estimated',
    flags: [...wire.flags, 'partial_output'],
    model: reading.responseModel ?? spec.model.modelId,
    responseId: reading.responseId,
    error: error === undefined ? undefined : describeError(error),
  }
}
