import { normaliseRawUsage } from '@tokentoll/core'
import { isGeminiCall, type WireCall } from '../wire/wire-call.ts'
import { toolsOfWire, withServerTools } from './server-tools.ts'
import { foundIn, type UsageContext, type UsageFinding } from './usage-finding.ts'

/** The usage that the provider sent, as it stood on the wire; undefined when it sent none. */
export function usageOfWire(call: WireCall, context: UsageContext): UsageFinding | undefined {
  const found = normaliseRawUsage(call.usage, isGeminiCall(call) ? 'google' : context.provider)
  return found === undefined
    ? undefined
    : withServerTools(foundIn('wire', found, 'exact'), toolsOfWire(call, context))
}
