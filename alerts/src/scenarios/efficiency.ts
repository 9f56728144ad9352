import { daily, firing, growing, silent, type Scenario } from '../testing/scenario.ts'

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
      [requests('dearer')]: growing(...daily(7, [30, perDay]), [30, 12]),
      [cost('busier')]: growing(...daily(7, [0.6, perDay]), [1.2, 12]),
      [requests('busier')]: growing(...daily(7, [30, perDay]), [60, 12]),
      // Three times as dear, but over twelve requests an hour.
      [cost('rare')]: growing(...daily(7, [0.6, perDay]), [1.8, 12]),
      [requests('rare')]: growing(...daily(7, [6, perDay]), [6, 12]),
      // Dearer, but not twice as dear.
      [cost('somewhat dearer')]: growing(...daily(7, [0.6, perDay]), [1.1, 12]),
      [requests('somewhat dearer')]: growing(...daily(7, [30, perDay]), [30, 12]),
    },
    alerts: [
      ...silent('LLMCostPerRequestJump', '100h', '168h'),
      firing('LLMCostPerRequestJump', '171h', {
        labels: { tenantId: 'dearer' },
        summary: 'A request of tenant dearer now costs 0.0600 USD',
        dashboard: 'llm-cost-anomaly?var-tenantId=dearer',
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
    [tokens(tenant, 'input')]: growing([1000, 6 * hours], [1000, 2 * hours]),
    [tokens(tenant, 'cache_read')]: growing([before, 6 * hours], [after, 2 * hours]),
    [requests(tenant)]: growing([requestsPerMinute, 8 * hours]),
  }
}

export const cacheHitScenarios: readonly Scenario[] = [
  {
    name: 'the cache-read share falls from 60 % to 6 %; a share that was always small may go',
    step: '1m',
    series: {
      ...cached('acme', 600, 60, 1),
      ...cached('little', 150, 0, 1),
      ...cached('rare', 600, 60, 0.2),
      ...cached('nearly halved', 600, 330, 1),
    },
    alerts: [
      ...silent('LLMCacheHitDrop', '5h', '6h'),
      firing('LLMCacheHitDrop', '7h45m', {
        labels: { tenantId: 'acme' },
        summary: 'Only 6% of the input of tenant acme is read from the cache',
        dashboard: 'llm-cost-operations',
      }),
    ],
  },
]
