import { googleSearchUnits, openaiToolUnits, type ServerToolUnits } from '@tokentoll/core'
import { fieldsOf, textOf, type Fields } from '../fields.ts'
import type { WireCall } from '../wire/wire-call.ts'
import { responseModelOf, type Answer } from './answer.ts'
import type { UsageContext, UsageFinding } from './usage-finding.ts'

const openaiTool = /^(?:web_search|file_search|code_interpreter)/
const googleTools = [
  'googleSearch',
  'googleSearchRetrieval',
  'urlContext',
  'codeExecution',
  'googleMaps',
  'fileSearch',
]

/** The tools of a request that the provider runs and bills. */
export interface OfferedTools {
  /** Which of OpenAI's web searches is among them, the preview or the final one. */
  readonly searchTool: string | undefined
}

/** The tools that OpenAI or Google may run for a request; undefined when it offers none. */
export function offeredTools(extraParams: unknown): OfferedTools | undefined {
  const { tools } = fieldsOf(fieldsOf(extraParams)['invocation_params'])
  if (!Array.isArray(tools) || !tools.some((tool) => isServerTool(fieldsOf(tool)))) return undefined
  const types = tools.map((tool) => textOf(fieldsOf(tool)['type']) ?? '')
  return { searchTool: types.find((type) => type.startsWith('web_search')) }
}

function isServerTool(tool: Fields): boolean {
  const type = textOf(tool['type'])
  return type === undefined ? googleTools.some((name) => name in tool) : openaiTool.test(type)
}

/** The queries that Google searched for, wherever the class left them. */
export function searchQueriesOf({ responseMetadata }: Answer): unknown {
  const grounding = responseMetadata['groundingMetadata'] ?? responseMetadata['grounding_metadata']
  return grounding === undefined ? undefined : fieldsOf(grounding)['webSearchQueries']
}

/** The tools that the provider ran, as LangChain tells of them. */
export function toolsOfAnswer(answer: Answer, context: UsageContext): ServerToolUnits | undefined {
  if (context.provider.startsWith('google')) {
    const queries = searchQueriesOf(answer)
    return queries === undefined ? undefined : googleSearchUnits(queries, modelOf(answer, context))
  }
  const items = answer.responseMetadata['output'] ?? context.trace?.items
  return items === undefined ? undefined : unitsOfItems(items, modelOf(answer, context), context)
}

/** The tools that the provider ran, as its answer told. */
export function toolsOfWire(call: WireCall, context: UsageContext): ServerToolUnits | undefined {
  const { searchQueries, output, model = context.requestedModel ?? '' } = call
  return googleSearchUnits(searchQueries, model) ?? unitsOfItems(output, model, context)
}

function modelOf(answer: Answer, { downgradedTo, requestedModel }: UsageContext): string {
  return responseModelOf(answer) ?? downgradedTo ?? requestedModel ?? ''
}

/** Adds the tools that the provider ran to a usage that counts tokens only. */
export function withServerTools(found: UsageFinding, tools: ServerToolUnits | undefined): UsageFinding {
  if (tools === undefined) return found
  const counted = { ...found, usage: { ...found.usage, units: { ...tools.units, ...found.usage.units } } }
  if (!tools.isUncertain) return counted
  return { ...counted, confidence: 'estimated', flags: [...found.flags, 'unit_variant_unknown'] }
}

// Output items of the Responses API do not say which search ran: unless the request does, it may be the preview.
function unitsOfItems(items: unknown, model: string, { trace }: UsageContext): ServerToolUnits | undefined {
  if (!Array.isArray(items)) return undefined
  const search = trace?.offered?.searchTool ?? 'web_search_preview'
  const runs = items.flatMap((item) => {
    const { type, status, action, container_id } = fieldsOf(item)
    const name = textOf(type)
    if (name === undefined || status === 'failed') return []
    const tool = name === 'web_search_call' ? search : name
    return [{ tool, action: textOf(fieldsOf(action)['type']), container: textOf(container_id) }]
  })
  return openaiToolUnits(runs, model)
}
