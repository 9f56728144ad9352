import { describeError, type CallEnd, type CallOutcome, type RecordFlag } from '@tokentoll/core'
import { at } from '../shapes/fields.ts'
import { estimateUsage, isWhole } from '../usage/estimate-usage.ts'
import { tokensOfCharacters } from '../usage/estimate-tokens.ts'
import { measureMedia } from '../usage/media-usage.ts'
import { measureUsage, type UsageSources } from '../usage/measure-usage.ts'
import type { MeasuredUsage } from '../usage/measured-usage.ts'
import { finishReasonOf } from '../usage/result-end.ts'
import { toolUnits, withUnits } from '../usage/tool-units.ts'
import { inputCharacters, type CallSpec } from './call-spec.ts'
import { isCutShort } from './cut-stream.ts'
import type { StreamReading } from './stream-reading.ts'

/** What to book for a stream that told its usage in its `finish` part. */
export function finishedEnd(reading: StreamReading, spec: CallSpec): CallEnd {
  const failed = reading.error !== undefined
  const outcome = failed ? 'error' : 'success'
  const finishReason = finishReasonOf(reading.finish)
  if (spec.kind === 'language' && isCutShort(reading, spec.model.provider))
    return { ...brokenEnd(reading, spec, outcome, reading.error?.cause), finishReason }
  return {
    outcome,
    streamed: true,
    ...measureFinish(reading, spec),
    model: reading.responseModel ?? spec.model.modelId,
    responseId: reading.responseId,
    finishReason,
    error: failed ? describeError(reading.error?.cause) : undefined,
  }
}

function measureFinish(reading: StreamReading, spec: CallSpec): MeasuredUsage {
  if (spec.kind !== 'language') return measureMedia(spec.kind, spec.model, spec.input, reading.finish)
  const { provider, modelId } = spec.model
  const sources = sourcesOf(reading, spec)
  const { providerMetadata } = sources
  const measured = measureUsage(sources)
  const whole = isWhole(measured.usage) || measured.parts !== undefined
  const counted = whole ? measured : estimateUsage(measured, spec, () => reading.characters)
  const tools = at(spec.input, 'tools')
  return withUnits(
    isTierHidden(reading, spec, measured) ? withFlag(counted, 'service_tier_unknown') : counted,
    toolUnits({ provider, modelId, content: reading.toolParts, tools, providerMetadata }),
  )
}

function sourcesOf(reading: StreamReading, spec: CallSpec): UsageSources {
  const { finish, responseModel, wireUsage, wireTier } = reading
  return {
    provider: spec.model.provider,
    model: responseModel ?? spec.model.modelId,
    usage: at(finish, 'usage'),
    providerMetadata: at(finish, 'providerMetadata'),
    wireUsage,
    wireTier,
  }
}

// OpenAI names the tier that served in the chunks of a chat stream and nowhere else: whoever is not shown them
// cannot know that a project's default is another than the standard tier.
function isTierHidden(reading: StreamReading, spec: CallSpec, measured: MeasuredUsage): boolean {
  return (
    measured.serviceTier === undefined &&
    spec.requestedServiceTier === undefined &&
    !reading.sawRaw &&
    /^(openai|azure)/.test(spec.model.provider)
  )
}

function withFlag(measured: MeasuredUsage, flag: RecordFlag): MeasuredUsage {
  return { ...measured, flags: [...measured.flags, flag] }
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
  const wire = measureUsage(sourcesOf(reading, spec))
  const streamed = tokensOfCharacters(reading.characters)
  return {
    ...wire,
    outcome,
    streamed: true,
    usage: {
      ...wire.usage,
      inputTokens: wire.usage?.inputTokens || tokensOfCharacters(inputCharacters(spec)),
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
