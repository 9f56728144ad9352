import { describeError, type CallEnd, type CallOutcome } from '@tokentoll/core'
import { at, textAt } from '../shapes/fields.ts'
import { estimateUsage } from '../usage/estimate-usage.ts'
import { tokensOfCharacters } from '../usage/estimate-tokens.ts'
import { measureUsage } from '../usage/measure-usage.ts'
import { toolUnits, withUnits } from '../usage/tool-units.ts'
import type { CallSpec } from './call-spec.ts'
import type { StreamReading } from './stream-reading.ts'

/** What to book for a stream that told its usage in its `finish` part. */
export function finishedEnd(reading: StreamReading, spec: CallSpec, tools: unknown): CallEnd {
  const providerMetadata = at(reading.finish, 'providerMetadata')
  const measured = measureUsage({
    provider: spec.model.provider,
    model: reading.responseModel ?? spec.model.modelId,
    usage: at(reading.finish, 'usage'),
    providerMetadata,
    wireUsage: reading.wireUsage,
    wireTier: reading.wireTier,
  })
  const units = toolUnits({
    provider: spec.model.provider,
    modelId: spec.model.modelId,
    content: reading.toolCalls,
    tools,
    providerMetadata,
  })
  const failed = reading.error !== undefined
  return {
    outcome: failed ? 'error' : 'success',
    streamed: true,
    ...(measured.usage === undefined
      ? estimateUsage(measured, spec, reading.characters)
      : withUnits(measured, units)),
    model: reading.responseModel,
    responseId: reading.responseId,
    finishReason: textAt(reading.finish, 'finishReason', 'unified') ?? textAt(reading.finish, 'finishReason'),
    error: failed ? describeError(reading.error?.cause) : undefined,
  }
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
      inputTokens: wire.usage?.inputTokens ?? tokensOfCharacters(spec.inputCharacters()),
      outputTokens: Math.max(wire.usage?.outputTokens ?? 0, streamed),
    },
    parts: undefined,
    usageSource: 'estimate',
    usageConfidence: 'estimated',
    flags: [...wire.flags, 'partial_output'],
    model: reading.responseModel,
    responseId: reading.responseId,
    error: error === undefined ? undefined : describeError(error),
  }
}
