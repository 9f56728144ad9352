import { requireServer, startAlertmanager } from '@tokentoll/tooling/servers'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createBundle } from '../index.ts'
import type { DashboardOptions } from '../options/dashboard-options.ts'

const here = await requireServer('alertmanager')
type Labels = Readonly<Record<string, string>>

/** Sends the alerts to a real Alertmanager with the configuration of a bundle; only `silenced` are kept quiet. */
async function expectQuiet(
  options: DashboardOptions,
  alerts: readonly Labels[],
  silenced: readonly Labels[],
): Promise<void> {
  const file = createBundle(options).find(({ path }) => path === 'alertmanager/alertmanager.yml')
  const alertmanager = await startAlertmanager({ config: parse(file?.content ?? '') as object })
  const quiet = async (): Promise<Labels[]> => {
    const response = await fetch(`${alertmanager.url}/api/v2/alerts`)
    const known = (await response.json()) as { labels: Labels; status: { inhibitedBy: readonly string[] } }[]
    expect(known.length).toBe(alerts.length)
    return known
      .filter(({ status }) => status.inhibitedBy.length > 0)
      .map(({ labels }) => labels)
      .toSorted((a, b) => ((a['alertname'] ?? '') < (b['alertname'] ?? '') ? -1 : 1))
  }
  try {
    const sent = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts.map((labels) => ({ labels }))),
    })
    expect(sent.status).toBe(200)
    // The part that inhibits hears of the alerts a moment after they were taken; later ones may silence more.
    await expect.poll(quiet, { timeout: 10_000 }).toEqual(silenced)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await quiet()).toEqual(silenced)
  } finally {
    await alertmanager.stop()
  }
}

const budget = (tenant: string, id: string, period: string): Labels => ({
  tenantId: tenant,
  budget: id,
  scope: 'tenant',
  period,
})
const exceeded: Labels = { alertname: 'LLMBudgetExceeded', severity: 'critical' }
const nearly: Labels = { alertname: 'LLMBudgetNearlyUsed', severity: 'warning' }
const forecast: Labels = { alertname: 'LLMForecastOverBudget', severity: 'info' }

describe.skipIf(!here)('the inhibition rules in Alertmanager', () => {
  it('keep quiet what follows from the same budget, not what another budget says', async () => {
    const follows = { ...nearly, ...budget('acme', 'month', 'month') }
    await expectQuiet(
      {},
      [
        { ...exceeded, ...budget('acme', 'month', 'month') },
        { ...exceeded, ...budget('globex', 'day', 'day') },
        follows,
        { ...nearly, ...budget('globex', 'month', 'month') },
        { ...forecast, tenantId: 'acme', budget: 'month' },
        { ...forecast, tenantId: 'acme', budget: 'contract' },
        { ...forecast, tenantId: 'globex', budget: 'month' },
      ],
      [follows, { ...forecast, tenantId: 'acme', budget: 'month' }],
    )
  })

  it('keep quiet the warning where the same alert is critical for the same tenant', async () => {
    const spike = (severity: string, tenantId: string): Labels => ({
      alertname: 'LLMSpendSpike',
      severity,
      tenantId,
    })
    await expectQuiet(
      {},
      [
        spike('critical', 'acme'),
        spike('warning', 'acme'),
        spike('warning', 'globex'),
        { alertname: 'LLMErrorBudgetBurn', severity: 'warning', model: 'm', provider: 'p' },
      ],
      [spike('warning', 'acme')],
    )
  })

  it('tell renamed labels and clusters apart', async () => {
    const options = { labels: { tenantId: 'tenant' }, groupLabels: ['cluster'] } as const
    const of = (alertname: string, tenant: string, cluster: string): Labels => ({
      alertname,
      tenant,
      cluster,
    })
    await expectQuiet(
      options,
      [
        of('LLMSpendSpike', 'acme', 'a'),
        of('HighTenantCost', 'acme', 'a'),
        of('HighTenantCost', 'acme', 'b'),
        of('HighTenantCost', 'wayne', 'a'),
        { alertname: 'LLMLedgerStale', cluster: 'a' },
        of('LLMTenantSilent', 'wonka', 'a'),
        of('LLMTenantSilent', 'wonka', 'b'),
      ],
      [of('HighTenantCost', 'acme', 'a'), of('LLMTenantSilent', 'wonka', 'a')],
    )
  })
})
