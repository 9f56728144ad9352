import type { PriceValue, Usage } from '@tokentoll/pricing'
import type { RecordFlag } from '../record/cost-record.ts'

/** A provider's usage object, made inclusive, with what else it said about the bill. */
export interface NormalisedUsage {
  readonly usage: Usage
  /** Which convention the object followed. */
  readonly shape: UsageShape
  readonly flags: readonly RecordFlag[]
  /** The tier that served the call, when the usage names it. */
  readonly serviceTier?: string | undefined
  readonly region?: string | undefined
  /** The provider's own figure in USD. */
  readonly reportedCostUsd?: PriceValue | undefined
  /** Complete split by model, when one response was billed at several models' prices. */
  readonly parts?: readonly { readonly model: string; readonly usage: Usage }[] | undefined
}

/** The wire formats that are understood. */
export type UsageShape =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic'
  | 'google'
  | 'bedrock'
  | 'cohere'
  | 'ollama'

/** One wire format: how to know it and how to read it. `matches` must not be true for another one's objects. */
export interface UsageReader {
  readonly shape: UsageShape
  matches(raw: Readonly<Record<string, unknown>>, provider: string): boolean
  read(raw: Readonly<Record<string, unknown>>): Omit<NormalisedUsage, 'shape'>
}
