import { beforeAll, describe, expect, it } from 'vitest'
import { requireServer } from '@tokentoll/tooling/servers'
import { runExact, type ExactRun } from './run.ts'

const servers = await requireServer('postgres', 'prometheus', 'victoria-metrics', 'vmagent')

// The small form of `npm run e2e:exact`, which sends 50,000 calls in four minutes and waits for the recording rules.
describe.skipIf(!servers)('two replicas, a restart, a collector outage and a kill -9', () => {
  let run: ExactRun
  beforeAll(async () => {
    run = await runExact({
      plan: {
        calls: 6000,
        tenants: 20,
        conversations: 600,
        durationMs: 24_000,
        outageMs: 4000,
        prometheusOutageMs: 0,
        exportIntervalMs: 1000,
      },
      withRules: false,
      say: () => {},
    })
  }, 110_000)

  it('made every call of the plan once', () => {
    expect(run.truth.calls).toBe(6000)
    expect(run.truth.byTenant.size).toBe(20)
  })

  it('is exact in the ledger and in its totals, tenant by tenant', () => {
    // Process counters are judged by the program alone: this short form was seen to miss the digit there once, on
    // a machine starved of CPU.
    const promised = run.judgements.filter(({ name }) => name.startsWith('ledger'))
    expect(promised.map(({ name }) => name)).toEqual([
      'ledger, SQL',
      'ledger total, Prometheus',
      'ledger total, VictoriaMetrics',
    ])
    for (const { name, worstTenantError } of promised) expect(worstTenantError, name).toBeLessThan(1e-9)
  })

  it('has every conversation in the ledger to the last digit', () => {
    expect(run.wrongConversations).toBe(0)
  })

  // Over 24 seconds increase() extrapolates by seconds, and a machine short of CPU sends in bursts: ours was seen
  // between 2 and 26 percent off while the stock counter was off by 33 to 48. The long form judges real windows.
  it('is nearer to the truth with a naive increase() than the stock counter, which loses a third', () => {
    const truth = Array.from(run.truth.byTenant.values()).reduce((sum, pico) => sum + Number(pico) / 1e12, 0)
    const errorOf = (name: string) =>
      run.judgements.find((judgement) => judgement.name.startsWith(name))!.error / truth
    const ours = Math.abs(errorOf('naive increase() of ours'))
    const stock = Math.abs(errorOf('naive increase(), stock'))
    expect(stock).toBeGreaterThan(0.2)
    expect(ours).toBeLessThan(stock)
  })
})
