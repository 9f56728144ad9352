import { describeError, type CallEnd } from '@tokentoll/core'
import { fieldsOf } from '../fields.ts'
import { estimatedTokens } from '../start/prompt-characters.ts'
import type { WireCall } from '../wire/wire-call.ts'
import { readUsageMetadata } from './usage-metadata.ts'
import { answerOfMessage } from './answer.ts'
import { isAbort } from './is-abort.ts'
import type { UsageContext, UsageFinding } from './usage-finding.ts'
import { usageOfWire } from './usage-of-wire.ts'

/** What is known of a run that did not come to its end. */
export interface FailureContext extends UsageContext {
  readonly promptCharacters: number
  /** The request it made, when a tap saw it. */
  readonly wire: WireCall | undefined
}

/** A run that failed or was aborted. */
export function readFailure(error: unknown, context: FailureContext): CallEnd {
  const described = describeError(error)
  const retries = context.wire?.retries
  const aborted = isAbort(error)
  if (aborted || (described.status === undefined && wasCutOff(error, context.wire)))
    return { ...readPartial(context), outcome: aborted ? 'aborted' : 'error', error: described }
  return { outcome: 'error', error: described, retries, model: context.downgradedTo }
}

/** A stream that nobody finished reading. */
export function readAbandoned(context: FailureContext): CallEnd {
  return { ...readPartial(context), outcome: 'abandoned', streamed: true }
}

// The provider bills the prompt and what it had written by then. The input is exact where the answer
// began with it (Anthropic), the output is counted off the wire; without a tap it stays unknown.
function readPartial(context: FailureContext): CallEnd {
  const { wire, promptCharacters } = context
  const seen = wire === undefined ? undefined : usageOfWire(wire, context)
  if (seen !== undefined && wire?.state === 'complete') return { ...known(context), ...whole(seen) }
  const begun = seen ?? usageOfFirstChunk(context)
  const written = wire === undefined ? undefined : estimatedTokens(wire.outputCharacters)
  return {
    usage: {
      ...begun?.usage,
      inputTokens: begun?.usage.inputTokens ?? estimatedTokens(promptCharacters),
      outputTokens: written === undefined ? undefined : Math.max(written, seen?.usage.outputTokens ?? 0),
    },
    usageSource: begun?.source ?? 'estimate',
    usageConfidence: 'estimated',
    flags: ['partial_output', ...(begun?.flags ?? [])],
    ...known(context),
    serviceTier: seen?.serviceTier ?? wire?.serviceTier,
  }
}

// The provider had answered in full, and something after it failed.
function whole(seen: UsageFinding): CallEnd {
  const { usage, source, confidence, flags, reportedCostUsd, region, serviceTier } = seen
  return {
    usage,
    usageSource: source,
    usageConfidence: confidence,
    flags,
    reportedCostUsd,
    region,
    ...(serviceTier === undefined ? {} : { serviceTier }),
  }
}

function known({ wire, downgradedTo }: FailureContext): CallEnd {
  return {
    serviceTier: wire?.serviceTier,
    model: wire?.model ?? downgradedTo,
    // An answer that is still coming may be another run's, whose record must not be taken for this one's.
    responseId: wire?.state === 'open' && wire.signal?.aborted !== true ? undefined : wire?.responseId,
    retries: wire?.retries,
  }
}

function usageOfFirstChunk(context: FailureContext): ReturnType<typeof readUsageMetadata> {
  const first = context.trace?.firstUsage
  // The output count of a first chunk is provisional, so only its input is taken.
  const { output_tokens: _, total_tokens: __, ...input } = first ?? {}
  if (first === undefined) return undefined
  return readUsageMetadata(answerOfMessage({ usage_metadata: input }), { provider: context.provider })
}

// With a tap it is known whether an answer had begun; else undici's words for it decide.
function wasCutOff(error: unknown, wire: WireCall | undefined): boolean {
  if (wire !== undefined) return wire.state !== 'refused'
  const { message, code } = fieldsOf(error)
  return message === 'terminated' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET'
}
