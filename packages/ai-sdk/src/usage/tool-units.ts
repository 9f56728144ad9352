import { googleSearchUnits, openaiToolUnits, type ServerToolRun, type ServerToolUnits } from '@tokentoll/core'
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

const billsTools = /^(openai|azure|xai)/

/** Units billed besides tokens: tools that the provider ran itself. A declared tool costs nothing. */
export function toolUnits(traces: ToolTraces): ServerToolUnits | undefined {
  const queries = firstOfMetadata(traces.providerMetadata, queriesOf)
  return queries === undefined ? runUnits(traces) : googleSearchUnits(queries, traces.modelId)
}

// Anthropic counts its searches in the usage itself.
function runUnits({ provider, modelId, content, tools }: ToolTraces): ServerToolUnits | undefined {
  if (!Array.isArray(content) || !billsTools.test(provider)) return undefined
  let runs: ServerToolRun[] | undefined
  for (const part of content) {
    const { type, providerExecuted } = fieldsOf(part)
    if (providerExecuted !== true || type !== 'tool-call') continue
    const tool = idOfTool(part, tools)
    ;(runs ??= []).push({ tool, action: actionOf(part, content), container: containerOf(part) })
  }
  return runs === undefined ? undefined : openaiToolUnits(runs, modelId)
}

/** Adds units to a usage that does not count them itself. */
export function withUnits(measured: MeasuredUsage, found: ServerToolUnits | undefined): MeasuredUsage {
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

// The result of a search says what it did.
function actionOf(part: unknown, parts: readonly unknown[]): string | undefined {
  const id = textAt(part, 'toolCallId')
  if (id === undefined) return undefined
  const result = parts.find((other) => at(other, 'type') === 'tool-result' && at(other, 'toolCallId') === id)
  return textAt(result, 'result', 'action', 'type') ?? textAt(result, 'output', 'action', 'type')
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

const queriesOf = (own: unknown): unknown[] | undefined => {
  const queries = fieldsOf(fieldsOf(own)['groundingMetadata'])['webSearchQueries']
  return Array.isArray(queries) ? queries : undefined
}
