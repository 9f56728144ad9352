import { getGlobalMeter, TokentollError, type Meter } from '@tokentoll/core'

/**
 * The meter to book with: the given one, else the global one at the time of the call. Without any, warns
 * once and lets the calls pass unbooked.
 */
export function createMeterSource(meter: Meter | undefined): () => Meter | undefined {
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
