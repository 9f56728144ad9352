import type { RecordFlag } from '@tokentoll/core'
import { fieldsOf } from '../fields.ts'
import type { RepairContext, UsageFinding } from './usage-finding.ts'

/**
 * Of a streamed answer `ChatAnthropic` adds the output count of the first event, which is provisional, to
 * the final one. The lifetimes of cache writes stand only in the raw usage.
 */
export function repairAnthropic(
  finding: UsageFinding,
  { answer, context, count }: RepairContext,
): UsageFinding {
  const raw = fieldsOf(answer.responseMetadata['usage'])
  const { outputTokens, cacheWriteTokens } = finding.usage
  const provisional = count(fieldsOf(context.trace?.firstUsage), 'output_tokens') ?? 0
  const oneHour =
    count(fieldsOf(raw['cache_creation']), 'ephemeral_1h_input_tokens') ?? finding.usage.cacheWrite1hTokens
  const flags: RecordFlag[] = [...finding.flags]
  if ((cacheWriteTokens ?? 0) > 0 && oneHour === undefined) flags.push('cache_write_ttl_unknown')
  return {
    ...finding,
    flags,
    confidence: provisional === 0 ? finding.confidence : 'repaired',
    serviceTier: typeof raw['service_tier'] === 'string' ? raw['service_tier'] : undefined,
    usage: {
      ...finding.usage,
      outputTokens: outputTokens === undefined ? undefined : Math.max(0, outputTokens - provisional),
      cacheWrite1hTokens: oneHour,
    },
  }
}
