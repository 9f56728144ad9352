import { createMeter, type CostRecord, type Meter } from '@tokentoll/core'
import { createRecordingSink, type RecordingSink } from '@tokentoll/core/testing'
import { startProvider, type Provider } from '@tokentoll/example-provider'
import { recordedFetch } from './recorded.ts'
import type { ContractHost, ContractProviders } from './host.ts'

/** The real parts of a test: the loopback provider, the major's clients on it, a meter and its records. */
export interface World {
  readonly provider: Provider
  readonly providers: ContractProviders
  readonly meter: Meter
  readonly sink: RecordingSink
  /** The records that stand once all is over: what was corrected is left out, as in a ledger. */
  settled(): Promise<{ readonly records: readonly CostRecord[] }>
  clear(): void
  stop(): Promise<void>
}

/** Starts a provider and makes clients and a meter for it. */
export async function startWorld(host: ContractHost): Promise<World> {
  const provider = await startProvider({ retryAfterMs: 1 })
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink] })
  return {
    provider,
    providers: host.providers({ ...provider, fetch: fetchWithoutWaiting }),
    meter,
    sink,
    async settled() {
      await provider.idle()
      await meter.flush()
      const corrected = new Set(sink.records.map((record) => record.corrects))
      return { records: sink.records.filter((record) => !corrected.has(record.id)) }
    },
    clear() {
      sink.clear()
      provider.book.clear()
    },
    stop: () => provider.stop(),
  }
}

// The SDK waits seconds before it repeats a call for which the provider names no delay. The header is all
// that is added: status and body are those of the wire.
async function fetchWithoutWaiting(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await recordedFetch(input, init)
  if (response.status < 429) return response
  const headers = new Headers(response.headers)
  headers.set('retry-after-ms', '1')
  return new Response(response.body, { status: response.status, headers })
}
