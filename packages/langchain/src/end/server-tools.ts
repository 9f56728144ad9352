import type { Usage, UsageUnit } from '@tokentoll/core'
import { fieldsOf, textOf } from '../fields.ts'

/** Output items of OpenAI's Responses API that are billed by call. */
const billedItems: Readonly<Record<string, UsageUnit>> = {
  web_search_call: 'webSearch',
  file_search_call: 'fileSearch',
}

/** Whether a request offers tools that OpenAI runs and bills by call. */
export function offersServerTools(extraParams: unknown): boolean {
  const { tools } = fieldsOf(fieldsOf(extraParams)['invocation_params'])
  return (
    Array.isArray(tools) &&
    tools.some((tool) => /^(?:web_search|file_search)/.test(textOf(fieldsOf(tool)['type']) ?? ''))
  )
}

/**
 * Adds the tools that OpenAI ran for a response: its usage object counts tokens only. A tool that was
 * declared and not called costs nothing.
 */
export function withServerTools(usage: Usage, output: unknown): Usage {
  if (!Array.isArray(output)) return usage
  const units: Partial<Record<UsageUnit, number>> = { ...usage.units }
  for (const item of output) {
    const { type, status } = fieldsOf(item)
    const unit = billedItems[textOf(type) ?? '']
    if (unit !== undefined && status !== 'failed') units[unit] = (units[unit] ?? 0) + 1
  }
  return Object.keys(units).length === 0 ? usage : { ...usage, units }
}
