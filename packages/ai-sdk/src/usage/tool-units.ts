import type { UsageUnit } from '@tokentoll/core'
import { at, fieldsOf, firstOfMetadata, textAt } from '../shapes/fields.ts'
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

/** What a call's tools are billed by. */
export interface ToolUnits {
  readonly units: Partial<Record<UsageUnit, number>>
  /** The price book's price of a unit may not be the one that this call is billed at. */
  readonly isUncertain: boolean
}

// Provider tools that are billed per use, by their AI SDK id or default name. Anthropic counts its searches
// in the usage itself. https://platform.openai.com/docs/pricing
const billed: readonly (readonly [RegExp, UsageUnit])[] = [
  [/web_search/, 'webSearch'],
  [/file_search/, 'fileSearch'],
  [/code_interpreter/, 'codeExecution'],
]

const billsTools = /^(openai|azure|xai)/

// OpenAI bills the preview of its search dearer on models that do not reason, and leaves the tokens that it
// found out of the bill; on these models' small versions a search is billed as a fixed block of tokens.
const otherSearchPrices = /gpt-4o|gpt-4\.1/

/** Units billed besides tokens: tools that the provider ran itself. A declared tool costs nothing. */
export function toolUnits(traces: ToolTraces): ToolUnits | undefined {
  let units: ToolUnits['units'] | undefined
  let isUncertain = false
  let containers: Set<string> | undefined
  const parts: readonly unknown[] = Array.isArray(traces.content) ? traces.content : []
  for (const part of parts) {
    const { type, providerExecuted } = fieldsOf(part)
    if (providerExecuted !== true || type !== 'tool-call') continue
    if (!billsTools.test(traces.provider)) continue
    const id = idOfTool(part, traces.tools)
    const unit = billed.find(([pattern]) => pattern.test(id))?.[1]
    if (unit === undefined || (unit === 'webSearch' && isPageVisit(part, parts))) continue
    if (unit === 'codeExecution') {
      // Billed is the container, however often code runs in it.
      const container = containerOf(part)
      if (container !== undefined && containers?.has(container) === true) continue
      if (container !== undefined) (containers ??= new Set()).add(container)
    }
    if (unit === 'webSearch' && isPricedApart(id, traces.modelId)) isUncertain = true
    units = { ...units, [unit]: (units?.[unit] ?? 0) + 1 }
  }
  const searches = firstOfMetadata(traces.providerMetadata, queriesOf)
  if (searches !== undefined) units = { ...units, webSearch: googleSearches(searches, traces.modelId) }
  return units === undefined ? undefined : { units, isUncertain }
}

/** Adds units to a usage that does not count them itself. */
export function withUnits(measured: MeasuredUsage, found: ToolUnits | undefined): MeasuredUsage {
  if (found === undefined || measured.usage === undefined) return measured
  const { units, isUncertain } = found
  const counted = { ...measured, usage: { ...measured.usage, units: { ...units, ...measured.usage.units } } }
  if (!isUncertain) return counted
  return { ...counted, usageConfidence: 'estimated', flags: [...measured.flags, 'unit_variant_unknown'] }
}

function idOfTool(part: unknown, tools: unknown): string {
  const name = textAt(part, 'toolName') ?? ''
  const declared = Array.isArray(tools) ? tools.find((tool) => at(tool, 'name') === name) : undefined
  return textAt(declared, 'id') ?? name
}

// To open a page that was found, or to look for words in it, is no search and not billed as one.
function isPageVisit(part: unknown, parts: readonly unknown[]): boolean {
  const id = textAt(part, 'toolCallId')
  if (id === undefined) return false
  const result = parts.find((other) => at(other, 'type') === 'tool-result' && at(other, 'toolCallId') === id)
  const action = at(result, 'result', 'action', 'type') ?? at(result, 'output', 'action', 'type')
  return action === 'openPage' || action === 'findInPage'
}

// The clients hand on the input as text, the SDK parses it.
function containerOf(part: unknown): string | undefined {
  const input = at(part, 'input')
  if (typeof input !== 'string') return textAt(input, 'containerId')
  try {
    return textAt(JSON.parse(input), 'containerId')
  } catch {
    return undefined
  }
}

const isPricedApart = (tool: string, modelId: string): boolean =>
  otherSearchPrices.test(modelId) && (tool.includes('preview') || modelId.includes('mini'))

const queriesOf = (own: unknown): number | undefined => {
  const queries = fieldsOf(fieldsOf(own)['groundingMetadata'])['webSearchQueries']
  return Array.isArray(queries) && queries.length > 0 ? queries.length : undefined
}

// Gemini 3 bills every search query, earlier models one grounded prompt however many queries it took.
// https://ai.google.dev/gemini-api/docs/pricing
function googleSearches(queries: number, modelId: string): number {
  return /gemini-([3-9]|\d\d)/.test(modelId) ? queries : 1
}
