import { daily, firing, growing, silent, type ExpectedAlert, type Scenario } from '../testing/scenario.ts'

/** Steps of half an hour: a week is then 336 evaluations. */
const perDay = 48
const labels = (tenant: string): string =>
  `tenantId="${tenant}", task="chat", provider="openai", model="m", instance="a"`
const cost = (tenant: string): string => `llm_ledger_cost_total{${labels(tenant)}}`
const requests = (tenant: string): string => `llm_ledger_requests_total{${labels(tenant)}}`
const tokens = (tenant: string, type: string): string =>
  `llm_tokens_total{${labels(tenant)}, tokenType="${type}", cached="${String(type === 'cache_read')}"}`

export const costPerRequestScenarios: readonly Scenario[] = [
  {
    name: 'the same number of requests costs three times as much; twice the requests at the same price is no alarm',
    step: '30m',
    series: {
      [cost('dearer')]: growing(...daily(7, [0.6, perDay]), [1.8, 12]),
      [requests('dearer')]: growing(...daily(7, [15, perDay]), [15, 12]),
      [cost('__none__')]: growing(...daily(7, [0.6, perDay]), [1.8, 12]),
      [requests('__none__')]: growing(...daily(7, [15, perDay]), [15, 12]),
      [cost('busier')]: growing(...daily(7, [0.6, perDay]), [1.2, 12]),
      [requests('busier')]: growing(...daily(7, [15, perDay]), [30, 12]),
      // Three times as dear, but over eighteen requests an hour.
      [cost('rare')]: growing(...daily(7, [0.6, perDay]), [1.8, 12]),
      [requests('rare')]: growing(...daily(7, [9, perDay]), [9, 12]),
      // Three times as dear, but for 36 cents an hour, and for 1.10 USD.
      [cost('cheap')]: growing(...daily(7, [0.06, perDay]), [0.18, 12]),
      [requests('cheap')]: growing(...daily(7, [15, perDay]), [15, 12]),
      [cost('110 cents')]: growing(...daily(7, [0.18, perDay]), [0.55, 12]),
      [requests('110 cents')]: growing(...daily(7, [15, perDay]), [15, 12]),
      [cost('80 cents')]: growing(...daily(7, [0.13, perDay]), [0.4, 12]),
      [requests('80 cents')]: growing(...daily(7, [15, perDay]), [15, 12]),
      // What was free before, or had no price, has no price to compare with.
      [cost('free before')]: growing(...daily(7, [0, perDay]), [1.8, 12]),
      [requests('free before')]: growing(...daily(7, [15, perDay]), [15, 12]),
      // Dearer, but not twice as dear.
      [cost('somewhat dearer')]: growing(...daily(7, [0.6, perDay]), [1.1, 12]),
      [requests('somewhat dearer')]: growing(...daily(7, [15, perDay]), [15, 12]),
    },
    alerts: [
      // At 168 h 30 min the jump is there, but not yet for half an hour.
      ...silent('LLMCostPerRequestJump', '100h', '168h', '168h30m'),
      firing(
        'LLMCostPerRequestJump',
        '171h',
        {
          labels: { tenantId: 'dearer' },
          summary: 'A request of tenant dearer now costs 0.1200 USD',
          dashboard: 'llm-cost-anomaly?var-tenantId=dearer',
        },
        {
          labels: { tenantId: '110 cents' },
          summary: 'A request of tenant 110 cents now costs 0.0367 USD',
          dashboard: 'llm-cost-anomaly?var-tenantId=110+cents',
        },
      ),
    ],
  },
  {
    name: 'the last hour is no part of what it is compared with',
    step: '30m',
    series: {
      [cost('young')]: growing([0.6, 8], [1.38, 12]),
      [requests('young')]: growing([15, 20]),
    },
    alerts: [
      firing('LLMCostPerRequestJump', '5h30m', {
        labels: { tenantId: 'young' },
        summary: 'A request of tenant young now costs 0.0920 USD',
        dashboard: 'llm-cost-anomaly?var-tenantId=young',
      }),
    ],
  },
]

const hours = 60

/** Token counters of a tenant: 1,000 input tokens a minute, of them so many from the cache before and after. */
function cached(
  tenant: string,
  before: number,
  after: number,
  requestsPerMinute: number,
): Record<string, string> {
  return {
    [tokens(tenant, 'input')]: growing([1000, 8 * hours]),
    [tokens(tenant, 'cache_read')]: growing([before, 6 * hours], [after, 2 * hours]),
    [requests(tenant)]: growing([requestsPerMinute, 8 * hours]),
  }
}

/** A process that sends a second type of tokens for six hours; after a pause of minutes one that sends input alone. */
function restarted(tenant: string, type: string, pause = 0): Record<string, string> {
  const second = (series: string): string => series.replace('instance="a"', 'instance="b"')
  const before = pause + 6 * hours
  return {
    [tokens(tenant, 'input')]: growing([1000, 6 * hours]),
    [tokens(tenant, type)]: growing([600, 6 * hours]),
    [requests(tenant)]: growing([1, 6 * hours], [0, pause + 1], [1, 6 * hours]),
    [second(tokens(tenant, 'input'))]: `_x${before} ${growing([1000, 6 * hours])}`,
  }
}

const drop = (tenant: string, share: string): ExpectedAlert => ({
  labels: { tenantId: tenant },
  summary: `Only ${share} of the input of tenant ${tenant} is read from the cache`,
  dashboard: `llm-cost-anomaly?var-tenantId=${encodeURIComponent(tenant).replaceAll('%20', '+')}`,
})

export const cacheHitScenarios: readonly Scenario[] = [
  {
    name: 'the cache-read share falls from 60 % to 6 %; a share that was always small may go',
    step: '1m',
    every: '5m',
    series: {
      ...cached('acme', 600, 60, 0.4),
      ...cached('to a third', 600, 200, 1),
      ...cached('__other__', 600, 200, 1),
      ...cached('from 30 %', 300, 30, 1),
      // Under half of what it was before the last hour; with the last hour in the average it would not be.
      ...cached('to 29 %', 600, 290, 1),
      ...cached('little', 150, 0, 1),
      ...cached('rare', 600, 60, 0.3),
      ...cached('nearly halved', 600, 330, 1),
      // One hour at 60 %, the next at 12 %: 25 % are more than half of the average, less than half of the best.
      [tokens('varies', 'input')]: growing([1000, 8 * hours]),
      [tokens('varies', 'cache_read')]: growing(
        [600, hours],
        [120, hours],
        [600, hours],
        [120, hours],
        [600, hours],
        [120, hours],
        [250, 2 * hours],
      ),
      [requests('varies')]: growing([1, 8 * hours]),
    },
    alerts: [
      // At 6 h 45 min the share is down, but not yet for half an hour.
      ...silent('LLMCacheHitDrop', '5h', '6h', '6h45m'),
      firing(
        'LLMCacheHitDrop',
        '7h45m',
        drop('acme', '6%'),
        drop('to a third', '20%'),
        drop('from 30 %', '3%'),
        drop('to 29 %', '29%'),
      ),
    ],
  },
  {
    name: 'a new process reads nothing from the cache, and its provider leaves zeros out; some tenants never had a cache',
    step: '1m',
    every: '5m',
    series: {
      ...restarted('lost', 'cache_read'),
      // Nobody calls for an hour and a half between the two.
      ...restarted('lost after a pause', 'cache_read', 90),
      // Neither process ever said a word of a cache.
      ...restarted('without', 'output'),
    },
    alerts: [
      ...silent('LLMCacheHitDrop', '6h', '6h45m'),
      firing('LLMCacheHitDrop', '7h45m', drop('lost', '0%')),
      firing('LLMCacheHitDrop', '9h30m', drop('lost', '0%'), drop('lost after a pause', '0%')),
      ...silent('LLMCacheHitDrop', '15h'),
    ],
    queries: [
      {
        at: '9h30m',
        expr: 'tenantId:llm_cache_read_ratio:window1h{tenantId="without"}',
        samples: { 'tenantId:llm_cache_read_ratio:window1h{tenantId="without"}': 0 },
      },
    ],
  },
]
