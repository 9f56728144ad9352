import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRules, rulesYaml } from '@tokentoll/alerts'
import type { CostRecord } from '@tokentoll/core'
import { createLedger, openPglite, type Ledger } from '@tokentoll/ledger'
import { requireServer, startPrometheus, type PrometheusServer } from '@tokentoll/tooling/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { budgets } from './history/emit.ts'
import { loadHistory } from './history/load-history.ts'
import { namespacePerHour } from './history/open-cost.ts'
import { lastSampleMs } from './history/segments.ts'
import { runDashboards, type Answer } from './verify.ts'

const here = await requireServer('prometheus', 'promtool')

/** Panels that are empty when all is well. */
const EMPTY_WHEN_WELL = ['Folded into __other__']

/** Tenants whose budgets the month will end over, all along. */
const FORECAST = ['LLMForecastOverBudget hooli', 'LLMForecastOverBudget umbrella']
/** What the troubles of the last two hours set off: a spike of dear calls, a model that fails, one without a price. */
const PLANTED = [
  'LLMCallsUnattributed',
  'LLMCostPerRequestJump globex',
  'LLMErrorBudgetBurn claude-sonnet-4-5',
  'LLMNotExactlyPriced vandelay',
  'LLMSpendSpike globex',
]

describe.skipIf(!here)('the dashboards on a real Prometheus', () => {
  // A Wednesday afternoon.
  const nowMs = Date.UTC(2026, 9, 14, 15, 20, 30)
  const callsPerDay = 80
  const monthStart = new Date(Date.UTC(new Date(nowMs).getUTCFullYear(), new Date(nowMs).getUTCMonth()))
  let folder: string
  let prometheus: PrometheusServer
  let ledger: Ledger
  let records: readonly CostRecord[]
  let answers: readonly Answer[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokentoll-dashboards-'))
    records = await loadHistory({
      nowMs,
      days: 62,
      sampledDays: 9,
      callsPerDay,
      seed: 7,
      dataFolder: folder,
    })
    ledger = createLedger({ store: await openPglite({ dataDir: join(folder, 'ledger') }) })
    for (const record of records) ledger.record(record)
    await ledger.flush()
    prometheus = await startPrometheus({
      storageDir: folder,
      retention: '100y',
      rules: [rulesYaml(createRules())],
    })
    answers = await runDashboards(prometheus, {
      nowMs,
      variables: { tenantId: ['acme-corp', 'globex', 'R&D "x" (a|b)'] },
    })
  }, 400_000)

  afterAll(async () => {
    await prometheus?.stop()
    await ledger?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const panel = (dashboard: string, title: string, refId = 'A'): Answer => {
    const found = answers.find(
      ({ dashboard: uid, query }) => uid === dashboard && query.panelTitle === title && query.refId === refId,
    )
    if (found === undefined) throw new Error(`${dashboard} has no panel ${title} with query ${refId}`)
    return found
  }
  const single = (answer: Answer): number => answer.series[0]?.points.at(-1)?.value ?? Number.NaN
  const byLabel = (answer: Answer, label: string): Record<string, number> =>
    Object.fromEntries(
      answer.series.map(({ labels, points }) => [labels[label], points.at(-1)?.value ?? Number.NaN]),
    )
  const spentUsd = async (
    by: 'tenantId' | 'provider' | 'task',
    from: Date,
    to?: Date,
    tenantId?: string,
  ): Promise<Record<string, number>> => {
    const totals = await ledger.totals({
      by: [by],
      from,
      to,
      where: tenantId === undefined ? undefined : { tenantId },
    })
    return Object.fromEntries(
      totals.map(({ key, totalPicoUsd }) => [key[by] ?? '__none__', Number(totalPicoUsd) / 1e12]),
    )
  }
  const sum = (values: Record<string, number>): number =>
    Object.values(values).reduce((all, one) => all + one, 0)

  it('answer every query with data', () => {
    const empty = answers
      .filter(({ series, query }) => series.length === 0 && !EMPTY_WHEN_WELL.includes(query.panelTitle))
      .map(({ dashboard, query }) => `${dashboard} / ${query.panelTitle} / ${query.refId}: ${query.expr}`)
    expect(empty).toEqual([])
  })

  it('answer each within a second on a busy machine', () => {
    expect(answers.filter(({ elapsedMs }) => elapsedMs > 1000).map(({ query }) => query.expr)).toEqual([])
  })

  it('show the money of the ledger: the month, its providers and its tenants', async () => {
    const providers = await spentUsd('provider', monthStart)
    const tenants = await spentUsd('tenantId', monthStart)
    expect(single(panel('llm-cost-executive', 'Spend this month'))).toBeCloseTo(sum(providers), 9)
    const shown = byLabel(panel('llm-cost-executive', 'Spend by provider this month'), 'provider')
    for (const [provider, usd] of Object.entries(providers))
      expect(shown[provider], provider).toBeCloseTo(usd, 9)
    const table = byLabel(panel('llm-cost-executive', 'Tenants'), 'tenantId')
    expect(Object.keys(table).toSorted()).toEqual(Object.keys(tenants).toSorted())
    for (const [tenant, usd] of Object.entries(tenants)) expect(table[tenant], tenant).toBeCloseTo(usd, 9)
  })

  it('compare this month with the same part of the month before', async () => {
    const before = new Date(Date.UTC(monthStart.getUTCFullYear(), monthStart.getUTCMonth() - 1))
    const sampledAt = lastSampleMs(nowMs)
    const until = new Date(before.getTime() + (sampledAt - monthStart.getTime()))
    const then = sum(await spentUsd('provider', before, until))
    const now = sum(await spentUsd('provider', monthStart))
    expect(single(panel('llm-cost-executive', 'Month over month'))).toBeCloseTo(now / then - 1, 9)
  })

  it('show the money of the ledger: each day', async () => {
    const daily = panel('llm-cost-executive', 'Daily spend by provider')
    const days = [...new Set(daily.series.flatMap(({ points }) => points.map(({ atMs }) => atMs)))].toSorted(
      (a, b) => a - b,
    )
    // The first day of the past began before Prometheus looked.
    for (const day of days.slice(1)) {
      const booked = await spentUsd('provider', new Date(day), new Date(day + 86_400_000))
      const shown = daily.series.map(({ points }) => points.find(({ atMs }) => atMs === day)?.value ?? 0)
      expect(
        shown.reduce((all, one) => all + one, 0),
        new Date(day).toISOString(),
      ).toBeCloseTo(sum(booked), 9)
    }
    expect(days.length).toBeGreaterThan(5)
  })

  it('show the money of the ledger: one tenant by feature, and its budget', async () => {
    const tasks = await spentUsd('task', monthStart, undefined, 'acme-corp')
    const shown = byLabel(panel('llm-cost-tenant', 'By feature this month'), 'task')
    for (const [task, usd] of Object.entries(tasks)) expect(shown[task], task).toBeCloseTo(usd, 9)
    expect(single(panel('llm-cost-tenant', 'Spend this month'))).toBeCloseTo(sum(tasks), 9)
    // Of the hour that runs, too, though its point is dated at the full hour.
    expect(single(panel('llm-cost-tenant', 'Month to date against budget'))).toBeCloseTo(sum(tasks), 9)
    expect(single(panel('llm-cost-tenant', 'Quota used'))).toBeCloseTo(
      sum(tasks) / (budgets(callsPerDay)['acme-corp'] ?? 0),
      9,
    )
  })

  it('show the spend of process counters to the last digit of what was priced', async () => {
    // Exact deltas are dated with the sample that ends them.
    const from = new Date(lastSampleMs(nowMs) - 86_400_000)
    const priced = records.filter(
      ({ timestamp, cost }) => timestamp >= from.getTime() && cost.status !== 'unpriced',
    )
    const truth = priced.reduce((all, { cost }) => all + cost.totalPicoUsd, 0) / 1e12
    expect(single(panel('llm-cost-operations', 'Spend'))).toBeCloseTo(truth, 9)
    expect(Math.abs(single(panel('llm-cost-health', 'Metrics against ledger, six hours')))).toBeLessThan(0.05)
  })

  it('find the planted troubles', () => {
    const spikes = byLabel(panel('llm-cost-anomaly', 'Spike factor by tenant', 'D'), 'tenantId')
    expect(spikes['globex']).toBeGreaterThan(3)
    const alerts = panel('llm-cost-anomaly', 'Firing now').series.map(({ labels }) => labels['alertname'])
    expect(alerts).toContain('LLMSpendSpike')
    expect(single(panel('llm-cost-health', 'Not exactly priced'))).toBeGreaterThan(0)
  })

  it('leave every other alert silent, and all of them before the troubles', async () => {
    const fired = async (fromMs: number, toMs: number): Promise<string[]> => {
      const series = await prometheus.queryRange(
        'group by (alertname, tenantId, model) (ALERTS{alertstate="firing"})',
        {
          startMs: fromMs,
          endMs: toMs,
          stepMs: 60_000,
        },
      )
      return series
        .map(({ labels }) =>
          [labels['alertname'], labels['tenantId'], labels['model']]
            .filter((text) => text !== undefined)
            .join(' '),
        )
        .toSorted()
    }
    const troublesAt = nowMs - 2 * 3_600_000
    expect(await fired(nowMs - 24 * 3_600_000, troublesAt)).toEqual(FORECAST)
    expect(await fired(troublesAt, nowMs)).toEqual([...FORECAST, ...PLANTED].toSorted())
  })

  it('show what own models cost beside the providers', () => {
    const perHour = panel('llm-cost-self-hosted', 'Cost per hour')
    for (const { labels, points } of perHour.series) {
      // The hour before the one that runs.
      expect(points.at(-2)?.value).toBeCloseTo(namespacePerHour[labels['namespace'] ?? ''] ?? 0, 9)
    }
    expect(perHour.series.length).toBe(2)
  })
})
