import { appendFileSync } from 'node:fs'
import { createOpenAI } from '@ai-sdk/openai'
import { wrapProvider } from '@tokentoll/ai-sdk'
import { createMeter, type CostSink, type Meter } from '@tokentoll/core'

// Stands for the ledger: records wait in memory until they are flushed, as in any sink that writes batches.
function createFileSink(file: string): CostSink {
  let waiting: string[] = []
  const flush = async (): Promise<void> => {
    const lines = waiting
    waiting = []
    if (lines.length > 0) appendFileSync(file, lines.join(''))
  }
  return {
    record: (record) => void waiting.push(`${JSON.stringify(record)}\n`),
    flush,
    close: flush,
  }
}

/** The meter of this process; its records go to the file that COSTS_FILE names. */
export const meter: Meter = createMeter({
  sinks: [createFileSink(process.env['COSTS_FILE'] ?? 'costs.ndjson')],
})

/** Models whose calls are booked. Reads OPENAI_API_KEY and OPENAI_BASE_URL. */
export const openai: ReturnType<typeof createOpenAI> = wrapProvider(createOpenAI(), { meter })
