import { ChatOpenAI } from '@langchain/openai'
import { createMeter, type CostRecord, type Meter, type MeterOptions } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { startProvider, type Provider, type ProviderOptions } from '@tokentoll/example-provider'

/** A loopback provider, a meter that keeps its records, and models that point at the provider. */
export interface World extends AsyncDisposable {
  readonly provider: Provider
  readonly meter: Meter
  readonly records: readonly CostRecord[]
  /** The only record; fails when there are more or none. */
  record(): CostRecord
  openai(options?: object): ChatOpenAI
}

/** Options of `startWorld`. */
export interface WorldOptions {
  readonly meter?: MeterOptions
  readonly provider?: ProviderOptions
}

/** Starts the world of one test: `await using world = await startWorld()`. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const provider = await startProvider({ streamChunks: 4, ...options.provider })
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink], ...options.meter })
  return {
    provider,
    meter,
    records: sink.records,
    record() {
      if (sink.records.length !== 1) throw new Error(`${sink.records.length} records instead of one`)
      return sink.records[0]!
    },
    openai: (modelOptions = {}) =>
      new ChatOpenAI({
        model: 'gpt-4.1-mini',
        apiKey: 'loopback',
        configuration: { baseURL: provider.openaiUrl },
        ...modelOptions,
      }),
    [Symbol.asyncDispose]: () => provider.stop(),
  }
}
