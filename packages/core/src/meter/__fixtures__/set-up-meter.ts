import { createRecordingSink } from '../../testing/recording-sink.ts'
import type { CallEnd, CallStart } from '../call.ts'
import { createMeter } from '../create-meter.ts'
import type { MeterOptions } from '../meter.ts'

/** A call of 0.00075 USD. */
export const call: CallStart & CallEnd = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  integration: 'test',
  usage: { inputTokens: 1000, outputTokens: 1000 },
}

/** A meter with one sink; what they were told is at hand. */
export function setUp(options: MeterOptions = {}) {
  const sink = createRecordingSink()
  const warnings: string[] = []
  const meter = createMeter({ sinks: [sink], onWarning: (message) => warnings.push(message), ...options })
  return { sink, meter, warnings }
}
