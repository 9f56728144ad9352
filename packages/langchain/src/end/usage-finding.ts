import type { NormalisedUsage, UsageConfidence, UsageSource } from '@tokentoll/core'
import type { Fields } from '../fields.ts'
import type { Answer } from './answer.ts'
import type { StreamTrace } from './stream-trace.ts'

/** Usage of one run, with where it came from and how far it can be trusted. */
export interface UsageFinding extends Omit<NormalisedUsage, 'shape'> {
  readonly source: UsageSource
  readonly confidence: UsageConfidence
}

/** A provider's usage object, with where it stood. Made for every call, so field by field: a spread costs more. */
export function foundIn(
  source: UsageSource,
  { usage, flags, serviceTier, region, reportedCostUsd, parts }: NormalisedUsage,
  confidence: UsageConfidence,
): UsageFinding {
  return { usage, flags, serviceTier, region, reportedCostUsd, parts, source, confidence }
}

/** What else is known about the run whose usage is read. */
export interface UsageContext {
  readonly provider: string
  /** What the call asked for: some classes do not say what answered. */
  readonly requestedModel?: string | undefined
  readonly trace?: StreamTrace | undefined
  /** The cheaper model that was called, by a budget's wish. */
  readonly downgradedTo?: string | undefined
  /** Asked where a class names no version: whether it is one that leaves the cache out of the input. */
  readonly isBeforeInclusiveCache?: (() => boolean) | undefined
  /** Package versions that the model reported, by package name. */
  readonly versions?: Fields | undefined
}

/** What the repair of a class's known defects may look at besides the finding itself. */
export interface RepairContext {
  readonly answer: Answer
  readonly context: UsageContext
  readonly total: number | undefined
  /** A whole number of another object; what is no count is flagged. */
  count(source: Fields, field: string): number | undefined
}
