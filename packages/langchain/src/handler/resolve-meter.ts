import { getGlobalMeter, TokentollError, type Meter } from '@tokentoll/core'

/** Where the meter comes from, asked at the time of each call. */
export type MeterSource = () => Meter | undefined

/**
 * The meter to book with: the given one, else the global one at the time of the call. Without any, warns
 * once and lets the calls pass unbooked.
 */
export function createMeterSource(meter: Meter | undefined): MeterSource {
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
