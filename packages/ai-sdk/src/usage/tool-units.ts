import type { UsageUnit } from '@tokentoll/core'
import { at, firstOfMetadata, textAt } from '../shapes/fields.ts'
import type { MeasuredUsage } from './measured-usage.ts'

/** Where a provider's own tools leave their traces. */
export interface ToolTraces {
  readonly provider: string
  readonly modelId: string
  /** Content parts of the result, or of the stream. */
  readonly content: unknown
  /** Tools of the request, to know a renamed tool by its id. */
  readonly tools: unknown
  readonly providerMetadata: unknown
}

// Provider tools that are billed per call, by their AI SDK id or default name. Anthropic counts its
// searches in the usage itself. https://platform.openai.com/docs/pricing
const billed: readonly (readonly [RegExp, UsageUnit])[] = [
  [/web_search/, 'webSearch'],
  [/file_search/, 'fileSearch'],
  [/code_interpreter/, 'codeExecution'],
]

const billsTools = /^(openai|azure|xai)/

/** Units billed besides tokens: tool calls that the provider ran itself. A declared tool costs nothing. */
export function toolUnits(traces: ToolTraces): Partial<Record<UsageUnit, number>> | undefined {
  let units: Partial<Record<UsageUnit, number>> | undefined
  for (const part of Array.isArray(traces.content) ? traces.content : []) {
    if (at(part, 'providerExecuted') !== true || !billsTools.test(traces.provider)) continue
    const unit = unitOfCall(part, traces.tools)
    if (unit !== undefined) units = { ...units, [unit]: (units?.[unit] ?? 0) + 1 }
  }
  const searches = firstOfMetadata(traces.providerMetadata, queriesOf)
  return searches === undefined ? units : { ...units, webSearch: googleSearches(searches, traces.modelId) }
}

/** Adds units to a usage that does not count them itself. */
export function withUnits(
  measured: MeasuredUsage,
  units: Partial<Record<UsageUnit, number>> | undefined,
): MeasuredUsage {
  if (units === undefined || measured.usage === undefined) return measured
  return { ...measured, usage: { ...measured.usage, units: { ...units, ...measured.usage.units } } }
}

function unitOfCall(part: unknown, tools: unknown): UsageUnit | undefined {
  if (at(part, 'type') !== 'tool-call') return undefined
  const name = textAt(part, 'toolName') ?? ''
  const declared = Array.isArray(tools) ? tools.find((tool) => at(tool, 'name') === name) : undefined
  const id = textAt(declared, 'id') ?? name
  return billed.find(([pattern]) => pattern.test(id))?.[1]
}

const queriesOf = (own: unknown): number | undefined => {
  const queries = at(own, 'groundingMetadata', 'webSearchQueries')
  return Array.isArray(queries) && queries.length > 0 ? queries.length : undefined
}

// Gemini 3 bills every search query, earlier models one grounded prompt however many queries it took.
// https://ai.google.dev/gemini-api/docs/pricing
function googleSearches(queries: number, modelId: string): number {
  return /gemini-([3-9]|\d\d)/.test(modelId) ? queries : 1
}
