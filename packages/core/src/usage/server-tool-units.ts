import type { UsageUnit } from '@tokentoll/pricing'

/** One run of a tool on OpenAI's side, as far as an adapter can tell. */
export interface ServerToolRun {
  /** Any name or type with `web_search`, `file_search` or `code_interpreter` in it. */
  readonly tool: string
  /** What a web search did, as OpenAI or the AI SDK spells it: `search`, `open_page`, `openPage`. */
  readonly action: string | undefined
  /** The container that code ran in. */
  readonly container: string | undefined
}

/** What the tools that a provider ran are billed by, besides tokens. */
export interface ServerToolUnits {
  readonly units: Readonly<Partial<Record<UsageUnit, number>>>
  /** The price book's price of a unit may not be the one that this call is billed at. */
  readonly isUncertain: boolean
}

// https://platform.openai.com/docs/pricing
const billed: readonly (readonly [RegExp, UsageUnit])[] = [
  [/web_search/, 'webSearch'],
  [/file_search/, 'fileSearch'],
  [/code_interpreter/, 'codeExecution'],
]

// To open a page that was found, or to look for words in it, is no search and not billed as one.
const pageVisit = /^(?:open_?page|find_?in_?page)$/i

// OpenAI bills the preview of its search dearer on models that do not reason, and leaves the tokens that it
// found out of the bill; on these models' small versions a search is billed as a fixed block of tokens.
const otherSearchPrices = /gpt-4o|gpt-4\.1/

/**
 * Counts the tools that OpenAI ran as its bill does: searches but not page visits, and each container once,
 * however often code ran in it. Undefined when nothing is billed.
 */
export function openaiToolUnits(
  runs: readonly ServerToolRun[],
  modelId: string,
): ServerToolUnits | undefined {
  const units: Partial<Record<UsageUnit, number>> = {}
  const containers = new Set<string>()
  let isUncertain = false
  for (const { tool, action, container } of runs) {
    const unit = billed.find(([pattern]) => pattern.test(tool))?.[1]
    if (unit === undefined) continue
    if (unit === 'webSearch') {
      if (action !== undefined && pageVisit.test(action)) continue
      if (isPricedApart(tool, modelId)) isUncertain = true
    }
    if (unit === 'codeExecution' && container !== undefined) {
      if (containers.has(container)) continue
      containers.add(container)
    }
    units[unit] = (units[unit] ?? 0) + 1
  }
  return Object.keys(units).length === 0 ? undefined : { units, isUncertain }
}

const isPricedApart = (tool: string, modelId: string): boolean =>
  otherSearchPrices.test(modelId) && (tool.includes('preview') || modelId.includes('mini'))

/**
 * Counts `groundingMetadata.webSearchQueries` as Google's bill does: from Gemini 3 on each different query that is
 * not empty, before it one grounded prompt however many queries it took. Undefined when nothing was searched.
 * https://ai.google.dev/gemini-api/docs/google-search
 */
export function googleSearchUnits(queries: unknown, modelId: string): ServerToolUnits | undefined {
  if (!Array.isArray(queries)) return undefined
  // Chunks of a stream may repeat them.
  const different = new Set(queries.filter((query) => typeof query === 'string' && query !== '')).size
  if (different === 0) return undefined
  const isPerQuery = /gemini-([3-9]|\d\d)/.test(modelId)
  return { units: { webSearch: isPerQuery ? different : 1 }, isUncertain: false }
}
