import { promtool, requireServer } from '@tokentoll/tooling/servers'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRules, rulesYaml, type RuleOptions } from './index.ts'
import { runScenarios } from './testing/run-scenario.ts'
import { firing, silent, type ExpectedAlert, type Scenario } from './testing/scenario.ts'

const here = await requireServer('promtool')

/** A scenario for one installation; labels of the rule itself are compared by the scenario runner. */
function budgetScenario(
  metric: string,
  labels: string,
  expected: Record<string, string>,
  dashboard: string,
): Scenario {
  return {
    name: `budget of ${metric}`,
    step: '30s',
    series: { [`${metric}_limit_usd{${labels}}`]: '100x20', [`${metric}_used_usd{${labels}}`]: '120x20' },
    alerts: [
      {
        at: '5m',
        alert: 'LLMBudgetExceeded',
        firing: [{ labels: expected, summary: 'Budget b of tenant acme is used up (120%)', dashboard }],
      },
    ],
  }
}

describe.skipIf(!here)('the options of the rules', () => {
  it('prefix, renamed labels, labels that tell ledgers apart, own labels and links reach every rule', async () => {
    const options: RuleOptions = {
      prefix: 'regintel',
      labels: { tenantId: 'tenant' },
      groupLabels: ['cluster'],
      alertLabels: { team: 'platform' },
      grafanaUrl: 'https://grafana.example.com/',
      runbookUrl: 'https://wiki.example.com/llm',
    }
    const rules = createRules(options)
    const text = rulesYaml(rules)
    expect(text).not.toMatch(/[^_]llm_(ledger|cost|requests|tokens|budget)_\w*(total|usd)\b(?!:)/)
    expect(text).not.toContain('tenantId,')
    const labels = 'budget="b", scope="tenant", tenant="acme", period="month", cluster="eu"'
    const expected = { budget: 'b', scope: 'tenant', tenant: 'acme', period: 'month', cluster: 'eu' }
    const scenario = budgetScenario(
      'regintel_llm_budget',
      labels,
      expected,
      'regintel-llm-cost-tenant?var-tenantId=acme&var-cluster=eu',
    )
    expect(await runScenarios(rules, [scenario])).toBe('')
    const [first] = rules.groups.flatMap((group) =>
      group.rules.flatMap((rule) => ('alert' in rule ? [rule] : [])),
    )
    expect(first?.labels).toEqual({ severity: 'warning', metrics_prefix: 'regintel', team: 'platform' })
    expect(first?.annotations['runbook_url']).toBe('https://wiki.example.com/llm#hightenantcost')
    expect(first?.annotations['dashboard_url']).toContain(
      'https://grafana.example.com/d/regintel-llm-cost-anomaly?',
    )
  })

  it('two ledgers in one Prometheus are kept apart by a label', async () => {
    const rules = createRules({ groupLabels: ['cluster'] })
    const total = (cluster: string, instance: string): string =>
      `llm_ledger_cost_total{tenantId="t", task="x", provider="p", model="m", cluster="${cluster}", instance="${instance}"}`
    const scenario: Scenario = {
      name: 'two ledgers',
      step: '1m',
      series: { [total('eu', 'a')]: '10x5', [total('eu', 'b')]: '10x5', [total('us', 'c')]: '4x5' },
      queries: [
        {
          at: '4m',
          expr: 'tenantId:llm_ledger_cost_usd:total',
          samples: {
            'tenantId:llm_ledger_cost_usd:total{tenantId="t", cluster="eu"}': 10,
            'tenantId:llm_ledger_cost_usd:total{tenantId="t", cluster="us"}': 4,
          },
        },
      ],
    }
    expect(await runScenarios(rules, [scenario])).toBe('')
  })

  it('each of two clusters is missed by itself; all of them gone, and no cluster ever there, as before', async () => {
    const rules = createRules({ groupLabels: ['cluster'] })
    const calls = (cluster: string): string =>
      `llm_requests_total{tenantId="t", task="x", provider="p", model="m", outcome="success", pricing="exact", cluster="${cluster}", instance="a"}`
    const missing = (...clusters: readonly string[]): ExpectedAlert[] =>
      clusters.map((cluster) => ({
        labels: cluster === '' ? {} : { cluster },
        summary: 'No LLM metrics arrive',
        dashboard: `llm-cost-health?${cluster === '' ? '' : `var-cluster=${cluster}`}`,
      }))
    const scenario: Scenario = {
      name: 'two clusters',
      step: '1m',
      series: {
        [calls('a')]: '_x10 1+1x190',
        [calls('b')]: '_x10 1+1x90 _x100',
        'llm_price_catalog_age_seconds{cluster="c", instance="c"}': '_x10 1+60x140 _x50',
        'llm_price_catalog_age_seconds{cluster="b", instance="b"}': '_x10 1+60x60 _x50',
        // Its ledger books calls, and no counter of them arrives.
        'llm_price_catalog_age_seconds{cluster="d", instance="d"}': '_x10 1+60x190',
        'llm_ledger_requests_total{tenantId="t", task="x", provider="p", model="m", cluster="d", instance="d"}':
          '_x10 1x140 1+1x50',
      },
      alerts: [
        firing('LLMTelemetryMissing', '6m', ...missing('')),
        ...silent('LLMTelemetryMissing', '20m', '118m'),
        firing('LLMTelemetryMissing', '125m', ...missing('b')),
        firing('LLMTelemetryMissing', '190m', ...missing('b', 'c', 'd')),
        firing('LLMTelemetryMissing', '240m', ...missing('', 'a', 'b', 'c', 'd')),
      ],
    }
    expect(await runScenarios(rules, [scenario])).toBe('')
  })

  it('all of them are valid for Prometheus with a prefix that needs escaping', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokentoll-rules-'))
    try {
      await writeFile(
        join(folder, 'rules.yaml'),
        rulesYaml(createRules({ prefix: 'my.app/eu', groupLabels: ['a', 'b'] })),
      )
      const result = await promtool(['check', 'rules', 'rules.yaml'], { cwd: folder })
      expect(result.code, result.stderr).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('an option that cannot be used', () => {
  it.each([
    ['prefix', { prefix: '9lives' }, '"9lives"'],
    ['prefix', { prefix: 'a b' }, '"a b"'],
    ['prefix', { prefix: '_x' }, '"_x"'],
    ['uidPrefix', { uidPrefix: 'Not A Slug' }, '"Not A Slug"'],
    ['uidPrefix', { uidPrefix: 'x'.repeat(60) }, 'xxx'],
    ['uidPrefix', { uidPrefix: '9-lives' }, '"9-lives"'],
    ['uidPrefix', { uidPrefix: 'team-' }, '"team-"'],
    ['labels', { labels: { tenantId: 'tenant-id' } }, '"tenant-id"'],
    ['groupLabels', { groupLabels: ['a b'] }, '"a b"'],
    ['alertLabels', { alertLabels: { 'on-call': 'x' } }, '"on-call"'],
    ['grafanaUrl', { grafanaUrl: 'grafana' }, '"grafana"'],
    ['thresholds.tenantHourlyUsd', { thresholds: { tenantHourlyUsd: Number.NaN } }, 'NaN'],
    ['thresholds.spikeFactor', { thresholds: { spikeFactor: -1 } }, '-1'],
    ['thresholds.budgetNearlyUsedRatio', { thresholds: { budgetNearlyUsedRatio: 1.2 } }, '1.2'],
    ['thresholds.divergenceRatio', { thresholds: { divergenceRatio: 1 } }, '1'],
    ['thresholds.errorBudgetRatio', { thresholds: { errorBudgetRatio: 0.1 } }, '0.1'],
    ['labels', { labels: { tenantId: 'task' } }, '"task"'],
    ['labels', { labels: { tenant: 'foo' } as never }, '"tenant"'],
    ['groupLabels', { groupLabels: ['tenantId'] }, '"tenantId"'],
    ['groupLabels', { groupLabels: ['cluster', 'cluster'] }, '"cluster"'],
    ['grafanaUrl', { grafanaUrl: 'javascript:alert(1)' }, 'javascript'],
    ['alertLabels', { alertLabels: { severity: 'page' } }, '"severity"'],
    ['alertLabels', { alertLabels: { metrics_prefix: 'x' } }, '"metrics_prefix"'],
    ['alertLabels.team', { alertLabels: { team: 'a{{b' } }, '"a{{b"'],
    ['runbookUrl', { runbookUrl: 'https://wiki.example.com/{{b' }, '"https://wiki.example.com/{{b"'],
  ] satisfies [string, RuleOptions, string][])(
    '%s: %o is refused with the field, the value and the remedy',
    (field, options, value) => {
      let error: unknown
      try {
        createRules(options)
      } catch (thrown) {
        error = thrown
      }
      expect(error).toMatchObject({ code: 'invalid_rule_options', field })
      expect(String(error)).toContain(value)
    },
  )
})
