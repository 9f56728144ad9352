import { TokentollError } from '@tokentoll/pricing'
import { emitWarning } from '../emit-warning.ts'
import type { Meter } from '../meter/meter.ts'

// On globalThis, so that every copy of this package in the process sees the same meter.
const meterKey = Symbol.for('tokentoll.meter')

const warnedKey = Symbol.for('tokentoll.meterMissingWarned')

type GlobalWithMeter = { [meterKey]?: Meter; [warnedKey]?: boolean }

/** Makes a meter the one that `recordLlmCost` and `recordLlmTokenUsage` use; `undefined` takes it back. */
export function setGlobalMeter(meter: Meter | undefined): void {
  const global = globalThis as GlobalWithMeter
  if (meter === undefined) delete global[meterKey]
  else global[meterKey] = meter
}

/**
 * The meter set by `setGlobalMeter`.
 *
 * @throws TokentollError `meter_missing` when none was set.
 */
export function getGlobalMeter(): Meter {
  const meter = (globalThis as GlobalWithMeter)[meterKey]
  if (meter !== undefined) return meter
  throw new TokentollError({ code: 'meter_missing', problem: 'No global meter is set', remedy })
}

/** The global meter. Without one it warns, once per process: recording must not end the user's request. */
export function globalMeterOrWarn(): Meter | undefined {
  const global = globalThis as GlobalWithMeter
  const meter = global[meterKey]
  if (meter === undefined && global[warnedKey] !== true) {
    global[warnedKey] = true
    emitWarning(`Costs are not booked: no global meter is set. ${remedy}`)
  }
  return meter
}

const remedy = 'Call setGlobalMeter(createMeter({ sinks: [...] })) once at start-up'
