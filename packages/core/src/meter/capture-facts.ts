import { currentAttribution } from '../attribution/context.ts'
import type { RecordFlag } from '../record/cost-record.ts'
import { noFlags } from '../record/no-flags.ts'
import type { CallFacts } from './build-record.ts'
import type { CallStart } from './call.ts'
import { captureAttribution, isConflicting } from './capture-attribution.ts'
import type { Health } from './health.ts'
import type { MeterOptions } from './meter.ts'

// Instants that no honest clock is outside of. Seconds instead of milliseconds fall into 1970.
const earliestMs = Date.UTC(2000, 0, 1)
const latestMs = Date.UTC(2200, 0, 1)

const invalidTimestamp: readonly RecordFlag[] = Object.freeze(['timestamp_invalid'])

/** What the meter itself gives to each call; none of it throws. */
export interface Surroundings {
  readonly now: () => number
  readonly newId: (now: number) => string
  readonly health: Health
}

/**
 * Takes what is true when a call starts. Never throws: a hook of the user's that fails loses its own answer
 * only, never the tenant.
 */
export function captureFacts(
  call: CallStart,
  options: Pick<MeterOptions, 'attribution' | 'trace' | 'service'>,
  { now, newId, health }: Surroundings,
): CallFacts {
  const present = now()
  const startedAt = call.startedAt === undefined ? present : instantOf(call.startedAt)
  const context = currentAttribution()
  const trusted =
    options.attribution === undefined
      ? undefined
      : health.guard('the option attribution', options.attribution)
  const attribution = captureAttribution(context, trusted, call.attribution)
  return {
    call,
    attribution,
    hasConflict: isConflicting(attribution, call.attribution),
    startedAt: startedAt ?? present,
    trace: options.trace === undefined ? undefined : health.guard('the option trace', options.trace),
    runId: typeof call.runId === 'string' && call.runId !== '' ? call.runId : newId(present),
    service: options.service,
    flags: startedAt === undefined ? invalidTimestamp : noFlags,
  }
}

function instantOf(value: unknown): number | undefined {
  const instant = value instanceof Date ? value.getTime() : value
  return typeof instant === 'number' && instant >= earliestMs && instant < latestMs ? instant : undefined
}
