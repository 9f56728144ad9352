import { createRules, rulesYaml } from '@tokentoll/alerts'
import { createBundle, createDashboards } from '@tokentoll/dashboards'
import { requireServer, startPrometheus, type PrometheusServer } from '@tokentoll/tooling/servers'
import { describe, expect, it } from 'vitest'
import { quickRules } from './quick-rules.ts'
import { encodeLabels, RequestBuffer } from './speed/remote-write.ts'
import { runDashboards, type Answer } from './verify.ts'

const here = await requireServer('prometheus')

/** Counts of what went wrong are 0 where nothing is known; figures of money never are. */
const COUNTS = ['Dropped records', 'Budget store failures', 'Unknown usage objects']
const nowMs = Date.UTC(2026, 9, 14, 15, 20, 30)
const MINUTE = 60_000
const strange = 'O\'Brien "& Sons" (a|b) \\d.*'

async function started<Result>(
  rules: readonly string[],
  use: (prometheus: PrometheusServer) => Promise<Result>,
): Promise<Result> {
  const prometheus = await startPrometheus({ rules, retention: '100y' })
  try {
    return await use(prometheus)
  } finally {
    await prometheus.stop()
  }
}

/** What "Money is from" says on every dashboard that has it: 0 ledger, 1 counters, 2 nothing yet, 3 no rules. */
function sources(answers: readonly Answer[]): number[] {
  const of = answers.filter(({ query }) => query.panelTitle === 'Money is from')
  return [...new Set(of.map(({ series }) => series[0]?.points[0]?.value ?? Number.NaN))]
}

async function write(
  prometheus: PrometheusServer,
  series: readonly (readonly [labels: Record<string, string>, values: readonly number[]])[],
): Promise<void> {
  const request = new RequestBuffer()
  for (const [labels, values] of series)
    request.add(encodeLabels(labels), nowMs - (values.length - 1) * MINUTE, MINUTE, values)
  await request.send(prometheus.remoteWriteUrl)
}

/** What the recording rules make of process counters: so many dollars a minute of each tenant. */
function counted(usdPerMinute: Readonly<Record<string, number>>): [Record<string, string>, number[]][] {
  const minutes = (usd: number): number[] => Array.from({ length: 10 }, () => usd)
  const all = Object.values(usdPerMinute).reduce((sum, usd) => sum + usd, 0)
  return [
    [{ __name__: 'platform:llm_rules:loaded' }, minutes(1)],
    [{ __name__: 'provider:llm_cost_usd:exact1m', provider: 'openai' }, minutes(all)],
    ...Object.entries(usdPerMinute).flatMap(([tenantId, usd]): [Record<string, string>, number[]][] => [
      [{ __name__: 'llm_cost_total', tenantId, costType: 'total' }, minutes(usd)],
      [{ __name__: 'tenantId:llm_cost_usd:exact1m', tenantId }, minutes(usd)],
      [{ __name__: 'tenantId:llm_cost_usd:window1h', tenantId }, minutes(60 * usd)],
    ]),
  ]
}

describe.skipIf(!here)('the dashboards on a Prometheus', () => {
  it('without data: no figures, no alert but telemetry missing, and that one only after its time', async () => {
    await started([quickRules()], async (prometheus) => {
      const loaded = async (): Promise<boolean> =>
        (await prometheus.query('platform:llm_rules:loaded')).length > 0
      const pending = async (): Promise<string[]> =>
        (await prometheus.query('ALERTS')).map(
          ({ labels }) => `${labels['alertname']} ${labels['alertstate']}`,
        )
      await expect.poll(loaded, { timeout: 15_000 }).toBe(true)
      await expect.poll(pending, { timeout: 15_000 }).toEqual(['LLMTelemetryMissing pending'])
      const answers = await runDashboards(prometheus, { nowMs: Date.now(), variables: {} })
      expect(sources(answers)).toEqual([2])
      const shown = answers.filter(({ series }) => series.length > 0).map(({ query }) => query.panelTitle)
      expect([...new Set(shown)].toSorted()).toEqual(['Money is from', ...COUNTS].toSorted())
    })
  })

  it('without the recording rules: the hint on every dashboard with money', async () => {
    await started([], async (prometheus) => {
      await write(prometheus, [[{ __name__: 'llm_cost_total', tenantId: 'acme', costType: 'total' }, [1, 2]]])
      expect(sources(await runDashboards(prometheus, { nowMs, variables: {} }))).toEqual([3])
    })
  })

  it('without a ledger: money from process counters, and the panel says so; a strange name is one tenant', async () => {
    await started([], async (prometheus) => {
      await write(prometheus, counted({ acme: 0.25, [strange]: 0.5, "O'Brien": 1 }))
      const answers = await runDashboards(prometheus, { nowMs, variables: { tenantId: strange } })
      expect(sources(answers)).toEqual([1])
      const value = (dashboard: string, title: string, refId = 'A'): number | undefined =>
        answers
          .find(
            (one) =>
              one.dashboard === dashboard && one.query.panelTitle === title && one.query.refId === refId,
          )
          ?.series[0]?.points.at(-1)?.value
      expect(value('llm-cost-executive', 'Spend this month')).toBeCloseTo(17.5, 9)
      expect(value('llm-cost-tenant', 'Spend this month')).toBeCloseTo(5, 9)
      expect(value('llm-cost-anomaly', 'Spend of the hour against its past')).toBeCloseTo(30, 9)
      const two = await runDashboards(prometheus, { nowMs, variables: { tenantId: [strange, "O'Brien"] } })
      const hour = two.find(({ query }) => query.panelTitle === 'Spend of the hour against its past')
      expect(hour?.series[0]?.points.at(-1)?.value).toBeCloseTo(90, 9)
    })
  })

  it('younger than a day: what changed since yesterday is unknown; older, it is known, new tasks in full', async () => {
    const growing = (usdPerMinute: number, minutes: number): number[] =>
      Array.from({ length: minutes }, (_, minute) => minute * usdPerMinute)
    const total = (task: string, values: readonly number[]) =>
      [{ __name__: 'tenantId_task:llm_ledger_cost_usd:total', tenantId: 'acme', task }, values] as const
    const deltas = (task: string, values: readonly number[]) =>
      [
        { __name__: 'tenantId_task_provider_model:llm_cost_usd:exact1m', tenantId: 'acme', task, model: 'm' },
        values,
      ] as const
    const flat = (usdPerMinute: number, minutes: number): number[] => Array(minutes).fill(usdPerMinute)
    const changes = async (
      series: readonly (readonly [Record<string, string>, readonly number[]])[],
    ): Promise<Record<string, readonly number[]>> =>
      started([], async (prometheus) => {
        await write(prometheus, series)
        const answers = await runDashboards(prometheus, { nowMs, variables: {} })
        const of = answers.filter(({ query }) => query.panelTitle === 'What changed, by task')
        const tasks = new Set(of.flatMap((answer) => answer.series.map(({ labels }) => labels['task'] ?? '')))
        const rounded = (value: number): number => Math.round(value * 1e6) / 1e6
        return Object.fromEntries(
          [...tasks].map((task) => [
            task,
            of.flatMap((answer) =>
              answer.series
                .filter(({ labels }) => labels['task'] === task)
                .map(({ points }) => rounded(points[0]?.value ?? Number.NaN)),
            ),
          ]),
        )
      })
    const old = 26 * 60
    expect(await changes([total('chat', growing(0.1, 180))])).toEqual({ chat: [6] })
    expect(await changes([total('chat', growing(0.1, old)), total('new', growing(0.2, 30))])).toEqual({
      chat: [6, 0],
      new: [5.8, 5.8],
    })
    expect(await changes([deltas('chat', flat(0.1, 180))])).toEqual({ chat: [6.1] })
    expect(await changes([deltas('chat', flat(0.1, old)), deltas('new', flat(0.2, 30))])).toEqual({
      chat: [6.1, 0],
      new: [6, 6],
    })
  })

  it('with two bundles of different prefixes: nothing collides, and Prometheus loads the rules of both', async () => {
    const names = (prefix: string): string[] => {
      const rules = createRules({ prefix })
      return [
        ...createDashboards({ prefix }).flatMap(({ uid, title }) => [uid, title]),
        ...rules.groups.map((group) => group.name),
        ...rules.groups.flatMap((group) =>
          group.rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])),
        ),
        ...createBundle({ prefix })
          .filter(({ path }) => path.startsWith('dashboards/'))
          .map(({ path }) => path),
      ]
    }
    const [first, second] = [names('shop'), names('desk')]
    expect(first.length).toBeGreaterThan(50)
    expect(first.filter((name) => second.includes(name))).toEqual([])
    const both = ['shop', 'desk'].map((prefix) => rulesYaml(createRules({ prefix })))
    await started(both, async (prometheus) => {
      const response = await fetch(`${prometheus.url}/api/v1/rules`)
      const { data } = (await response.json()) as { data: { groups: { name: string }[] } }
      expect(data.groups.length).toBe(2 * createRules().groups.length)
    })
  })
})
