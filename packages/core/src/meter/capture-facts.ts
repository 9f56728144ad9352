import { currentAttribution } from '../attribution/context.ts'
import type { RecordFlag } from '../record/cost-record.ts'
import type { CallFacts } from './build-record.ts'
import type { CallStart } from './call.ts'
import { captureAttribution } from './capture-attribution.ts'
import type { Health } from './health.ts'
import type { MeterOptions } from './meter.ts'

// Instants that no honest clock is outside of. Seconds instead of milliseconds fall into 1970.
const earliestMs = Date.UTC(2000, 0, 1)
const latestMs = Date.UTC(2200, 0, 1)

/**
 * Takes what is true when a call starts. Never throws: a hook of the user's that fails loses its own answer
 * only, never the tenant.
 */
export function captureFacts(
  call: CallStart,
  options: Pick<MeterOptions, 'attribution' | 'trace' | 'service'>,
  {
    clock,
    ids,
    health,
  }: { readonly clock: () => number; readonly ids: () => string; readonly health: Health },
): CallFacts {
  const now = health.guard(clock) ?? Date.now()
  const flags: RecordFlag[] = []
  const startedAt = instantOf(call.startedAt)
  if (call.startedAt !== undefined && startedAt === undefined) flags.push('timestamp_invalid')
  return {
    call,
    captured: captureAttribution(
      currentAttribution(),
      options.attribution === undefined ? undefined : health.guard(options.attribution),
      call.attribution,
    ),
    startedAt: startedAt ?? now,
    trace: options.trace === undefined ? undefined : health.guard(options.trace),
    runId:
      typeof call.runId === 'string' && call.runId !== ''
        ? call.runId
        : (health.guard(ids) ?? crypto.randomUUID()),
    service: options.service,
    flags,
  }
}

function instantOf(value: unknown): number | undefined {
  const instant = value instanceof Date ? value.getTime() : value
  return typeof instant === 'number' && instant >= earliestMs && instant < latestMs ? instant : undefined
}
