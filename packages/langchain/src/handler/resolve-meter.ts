import { getGlobalMeter, TokentollError, type Meter } from '@tokentoll/core'
import { requireMeter } from './check-options.ts'

/** Where the meter comes from, asked at the time of each call. */
export type MeterSource = () => Meter | undefined

/**
 * The meter to book with: the given one, else the global one at the time of the call. Without any, warns
 * once and lets the calls pass unbooked.
 *
 * @throws TokentollError `invalid_option` when the given one is no meter.
 */
export function createMeterSource(given: Meter | null | undefined): MeterSource {
  const meter = requireMeter(given)
  if (meter !== undefined) return () => meter
  let warned = false
  return () => {
    try {
      return getGlobalMeter()
    } catch (error) {
      if (!warned && TokentollError.isInstance(error)) {
        warned = true
        globalThis.process?.emitWarning?.(
          `LangChain calls are not booked: ${error.message}`,
          'TokentollWarning',
        )
      }
      return undefined
    }
  }
}
