import type { CallEnd, RecordFlag } from '@tokentoll/core'
import { fieldsOf } from '../fields.ts'
import type { WireCall } from '../wire/wire-call.ts'
import type { WireClaim } from '../wire/wire-claim.ts'
import { evidenceOfAnswer } from '../wire/wire-evidence.ts'
import {
  answerOf,
  finishReasonOf,
  responseIdOf,
  responseModelOf,
  serviceTierOf,
  type Answer,
} from './answer.ts'
import type { Savings } from './savings.ts'
import type { StreamTrace } from './stream-trace.ts'
import type { UsageContext, UsageFinding } from './usage-finding.ts'
import { usageOf } from './usage-of.ts'
import { usageOfWire } from './usage-of-wire.ts'

/** What reading the end of a run needs to know of its start. */
export interface EndContext extends UsageContext {
  /** Undefined without a tap. */
  readonly wire: WireClaim | undefined
  readonly savings: Savings
}

/** A finished run as the meter takes it. */
export function readEnd(output: unknown, extraParams: unknown, context: EndContext): CallEnd {
  const answer = answerOf(output)
  if (fieldsOf(extraParams)['cached'] === true) return readCached(answer, context)
  return readAnswer(answer, context)
}

/** An answer that the provider gave for this call. */
function readAnswer(answer: Answer, context: EndContext): CallEnd {
  const responseId = responseIdOf(answer)
  const wire = context.wire?.take(evidenceOfAnswer(answer), responseId)
  const found = (wire === undefined ? undefined : usageOfWire(wire, context)) ?? usageOf(answer, context)
  context.savings.note(answer, found)
  return endOf(answer, found, wire, {
    downgradedTo: context.downgradedTo,
    trace: context.trace,
    responseId: responseId ?? wire?.responseId,
    cached: false,
    streamed: answer.streamed || context.trace?.firstUsage !== undefined,
  })
}

// LangChain's response cache zeroes usage_metadata but leaves the old raw usage, if there was one: what the
// call would have cost. Without a response id, because that id was booked by the call that filled the cache.
function readCached(answer: Answer, context: EndContext): CallEnd {
  const found = context.savings.find(answer) ?? usageOf({ ...answer, usageMetadata: undefined }, context)
  return endOf(answer, found, undefined, {
    downgradedTo: context.downgradedTo,
    trace: undefined,
    responseId: undefined,
    cached: true,
    streamed: undefined,
  })
}

function endOf(
  answer: Answer,
  found: UsageFinding | undefined,
  wire: WireCall | undefined,
  facts: Pick<CallEnd, 'responseId' | 'streamed'> & {
    readonly cached: boolean
    readonly downgradedTo: string | undefined
    readonly trace: StreamTrace | undefined
  },
): CallEnd {
  const { output } = answer.responseMetadata
  // A stream that was given up for lost and ended after all: what was in it went by unseen.
  const unseen = found?.source === 'usage_metadata' && output === undefined && facts.trace?.missed === true
  const model = wire?.model ?? responseModelOf(answer) ?? facts.downgradedTo
  return {
    outcome: 'success',
    cached: facts.cached,
    usage: found?.usage,
    usageSource: found?.source ?? 'missing',
    usageConfidence: found === undefined ? 'missing' : unseen ? 'estimated' : found.confidence,
    flags: found?.flags ?? noFlags,
    reportedCostUsd: found?.reportedCostUsd,
    region: found?.region,
    parts: partsOf(found?.parts, model),
    serviceTier: found?.serviceTier ?? wire?.serviceTier ?? serviceTierOf(answer),
    model,
    responseId: facts.responseId,
    finishReason: finishReasonOf(answer) ?? wire?.finishReason,
    retries: wire?.retries,
    streamed: facts.streamed,
  }
}

const noFlags: readonly RecordFlag[] = []

// Parts without a model of their own ran on the model that answered.
function partsOf(parts: CallEnd['parts'], model: string | undefined): CallEnd['parts'] {
  if (parts === undefined || model === undefined) return parts
  return parts.map((part) => (part.model === '' ? { ...part, model } : part))
}
