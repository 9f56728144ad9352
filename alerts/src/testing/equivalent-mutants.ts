/** Planted mistakes that no history can show, and why. */
interface EquivalentMutants {
  readonly rule: RegExp
  readonly mistakes: readonly string[]
  readonly reason: string
}

/** What changes no result. Everything else must be caught by a scenario. */
const equivalentMutants: readonly EquivalentMutants[] = [
  {
    rule: /:llm_(cost_usd|request_duration_seconds_bucket):exact1m/,
    mistakes: ['{costType="total"} #1 -> ', '{outcome="success"} #1 -> '],
    reason:
      'a lowest value without a partner is dropped: the notes that it is compared with are chosen already',
  },
  {
    rule: /:exact1m/,
    mistakes: ['last_over_time #2 -> sum_over_time'],
    reason: 'only asked whether the group was evaluated at all',
  },
  {
    rule: /:exact(5|15)m/,
    mistakes: [
      'sum_over_time #4 -> max_over_time',
      'last_over_time #1 -> sum_over_time',
      'last_over_time #2 -> sum_over_time',
    ],
    reason: 'only asked whether there is a value: times 0, right of `and`, right of `unless`',
  },
  {
    rule: /LLMForecastOverBudget/,
    mistakes: [2, 3].map((place) => `{scope="tenant", period="month"} #${place} -> `),
    reason:
      'a use without a limit, and a limit without a use, have no ratio: one of the two is enough to choose',
  },
  {
    rule: /LLMTelemetryMissing/,
    mistakes: [...[1, 4, 5, 6].map((place) => `last_over_time #${place} -> sum_over_time`), 'sum #1 -> max'],
    reason: 'only asked whether there is a value, and one above nothing: the amount is not told',
  },
  {
    rule: /:window[16]h/,
    mistakes: [3, 4, 5].map((place) => `last_over_time #${place} -> sum_over_time`),
    reason: 'only asked whether there is a value: times 0, right of `and`, right of `unless`',
  },
  {
    rule: /cache_read_ratio/,
    mistakes: ['sum #1 -> max', 'sum #3 -> max', 'sum #5 -> max'],
    reason: 'one series per tenant and type of token: the sum only takes the label off',
  },
  {
    rule: /cache_read_ratio/,
    mistakes: ['{tokenType="input"} #1 -> ', 'sum_over_time #2 -> max_over_time', '[1h] #2 -> [5m]'],
    reason:
      'only asked which tenants there are (times 0), and divided by the input of the hour, of which a minute is written for as long',
  },
  {
    rule: /LLMSpendSpike/,
    mistakes: [1, 2].map((place) => `last_over_time #${place} -> sum_over_time`),
    reason: 'only asked whether there is a value: right of `and`',
  },
  {
    rule: /LLMSeriesOverflow|LLMTenantSilent/,
    mistakes: ['sum_over_time #1 -> max_over_time'],
    reason: 'over nothing is over nothing, and the amount is not told',
  },
  {
    rule: /namespace:opencost_usd_per_hour/,
    mistakes: [
      ...[3, 5].map((place) => `sum #${place} -> max`),
      ...[5, 6, 9, 10].map((place) => `max #${place} -> sum`),
      ...['namespace, container, node', 'namespace, pod, node'].flatMap((labels) =>
        [3, 5].map((place) => `by (namespace, pod, container, node) #${place} -> by (${labels})`),
      ),
    ],
    reason: 'only asked which namespaces there are: times 0',
  },
  {
    rule: /llm_ledger_age_seconds:stale/,
    mistakes: [
      'sum #1 -> max',
      'sum_over_time #1 -> max_over_time',
      'by () #1 -> by (instance, provider, tenantId)',
    ],
    reason:
      'only asked whether there was any call: the amount is not told, and `on ()` takes whichever there is',
  },
]

/** Whether a planted mistake is known to change nothing. */
export function isEquivalent(rule: string, mistake: string): boolean {
  return equivalentMutants.some((known) => known.rule.test(rule) && known.mistakes.includes(mistake))
}
