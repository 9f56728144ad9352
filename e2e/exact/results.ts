import { exactDelta, resolveOptions, ruleContext } from '@tokentoll/alerts'
import type { Ledger } from '@tokentoll/ledger'
import type { PromQlClient } from '@tokentoll/tooling/servers'
import type { Servers } from './servers.ts'
import type { Truth } from './truth.ts'

/** USD by tenant, from one way of asking. */
export interface Answer {
  readonly name: string
  readonly byTenant: ReadonlyMap<string, number>
  /** What it should have been. */
  readonly expected: 'truth' | 'truth without what the kill destroyed' | 'anything'
}

const window = '15m'
const cost = 'llm_cost_total{costType="total"}'
const ledgerTotal =
  'sum by (tenantId) (max by (tenantId, task, provider, model) (last_over_time(llm_ledger_cost_total[1h])))'
const counters = `sum by (tenantId) (${exactDelta(cost, window)})`
const recorded = ruleContext(resolveOptions({})).series.exactCost('tenantId')

/** Asks everybody how much every tenant spent. */
export async function askAll(
  servers: Servers,
  ledger: Ledger,
  withRules: boolean,
): Promise<readonly Answer[]> {
  const { prometheus, victoria } = servers
  await victoria.flush()
  const ask = (server: PromQlClient, query: string) => server.query(query, Date.now()).then(byTenant)
  const booked = await ledger.totals({ by: ['tenantId'], activeUsers: false })
  const inLedger = new Map(
    booked.map(({ key, totalPicoUsd }) => [key.tenantId ?? '', Number(totalPicoUsd) / 1e12]),
  )
  const survived = 'truth without what the kill destroyed'
  return [
    { name: 'ledger, SQL', expected: 'truth', byTenant: inLedger },
    { name: 'ledger total, Prometheus', expected: 'truth', byTenant: await ask(prometheus, ledgerTotal) },
    { name: 'ledger total, VictoriaMetrics', expected: 'truth', byTenant: await ask(victoria, ledgerTotal) },
    { name: 'counters, Prometheus', expected: survived, byTenant: await ask(prometheus, counters) },
    { name: 'counters, VictoriaMetrics', expected: survived, byTenant: await ask(victoria, counters) },
    ...(withRules
      ? [
          {
            name: 'recording rule, summed',
            expected: survived,
            byTenant: await ask(prometheus, `sum by (tenantId) (sum_over_time(${recorded}[30m]))`),
          } as const,
        ]
      : []),
    {
      name: 'naive increase() of ours',
      expected: 'anything',
      byTenant: await ask(prometheus, `sum by (tenantId) (increase(${cost}[${window}]))`),
    },
    {
      name: 'naive increase(), stock SDK counter',
      expected: 'anything',
      byTenant: await ask(prometheus, `sum by (tenantId) (increase(stock_llm_cost_total[${window}]))`),
    },
  ]
}

/** What an answer differs by, at worst and in all. USD. */
export interface Judgement {
  readonly name: string
  readonly total: number
  readonly error: number
  readonly worstTenantError: number
  readonly tenantsOffByHalfACent: number
  readonly isRight: boolean
}

const halfACent = 0.005

export function judge(answer: Answer, truth: Truth): Judgement {
  let total = 0
  let expectedTotal = 0
  let worst = 0
  let off = 0
  for (const [tenant, pico] of truth.byTenant) {
    const destroyed = answer.expected.includes('without') ? (truth.destroyedByTenant.get(tenant) ?? 0n) : 0n
    const expected = Number(pico - destroyed) / 1e12
    const error = Math.abs((answer.byTenant.get(tenant) ?? 0) - expected)
    total += answer.byTenant.get(tenant) ?? 0
    expectedTotal += expected
    worst = Math.max(worst, error)
    if (error >= halfACent) off += 1
  }
  const strangers = Array.from(answer.byTenant.keys()).filter((tenant) => !truth.byTenant.has(tenant))
  return {
    name: answer.name,
    total,
    error: total - expectedTotal,
    worstTenantError: worst,
    tenantsOffByHalfACent: off,
    isRight: answer.expected === 'anything' || (off === 0 && strangers.length === 0),
  }
}

function byTenant(samples: readonly { labels: Readonly<Record<string, string>>; value: number }[]) {
  return new Map(samples.map(({ labels, value }) => [labels['tenantId'] ?? '', value]))
}
