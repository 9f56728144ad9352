import { firing, growing, silent, type ExpectedAlert, type Scenario } from '../testing/scenario.ts'

const calls = (model: string, outcome: string, task = 'chat'): string =>
  `llm_requests_total{tenantId="t", task="${task}", provider="openai", model="${model}", outcome="${outcome}", pricing="exact", instance="a"}`

const fails = (severity: string, model: string, share: string): ExpectedAlert => ({
  severity,
  labels: { provider: 'openai', model },
  summary: `${share} of the calls to ${model} fail`,
  dashboard: 'llm-cost-operations',
})

/** A model that fails at so much of 10 calls a minute all the time. */
function failing(model: string, share: number, perMinute = 10): Record<string, string> {
  return {
    [calls(model, 'success')]: growing([(1 - share) * perMinute, 400]),
    [calls(model, 'error')]: growing([share * perMinute, 400]),
  }
}

export const errorScenarios: readonly Scenario[] = [
  {
    name: 'a model fails for half an hour: reported while it lasts',
    step: '1m',
    series: {
      [calls('fast', 'success')]: growing([10, 120], [2, 60], [10, 180]),
      [calls('fast', 'error')]: growing([0, 120], [8, 60], [0, 180]),
      // The same share of failures, in one of two tasks of the same size.
      [calls('one task', 'success')]: growing([10, 120], [3, 60], [10, 180]),
      [calls('one task', 'error')]: growing([0, 120], [7, 60], [0, 180]),
      [calls('one task', 'success', 'search')]: growing([10, 360]),
    },
    alerts: [
      // At 144 min both limits are passed, but not yet for two and for fifteen minutes.
      ...silent('LLMErrorBudgetBurn', '119m', '144m'),
      firing(
        'LLMErrorBudgetBurn',
        '180m',
        fails('critical', 'fast', '78.67%'),
        fails('critical', 'one task', '34.42%'),
        fails('warning', 'fast', '26.37%'),
      ),
      // Three minutes without a failure: the last five still have some.
      firing(
        'LLMErrorBudgetBurn',
        '184m',
        fails('critical', 'fast', '76%'),
        fails('warning', 'fast', '26.23%'),
      ),
      // It is over: the short windows end the alerts long before the long ones would.
      ...silent('LLMErrorBudgetBurn', '225m'),
    ],
  },
  {
    name: 'steady failures: just over and just under the limits; refusals and aborts are no failures of the model',
    step: '1m',
    series: {
      ...failing('thirty percent', 0.3),
      ...failing('fourteen percent', 0.14),
      ...failing('ten percent', 0.1),
      // Thirty and eighteen calls in the window of an hour.
      ...failing('thirty calls', 0.5, 0.5),
      ...failing('two calls an hour', 0.5, 0.03),
      [calls('refused', 'success')]: growing([5, 400]),
      [calls('refused', 'refused')]: growing([5, 400]),
      [calls('refused', 'aborted')]: growing([5, 400]),
    },
    alerts: [
      firing(
        'LLMErrorBudgetBurn',
        '380m',
        fails('critical', 'thirty percent', '30%'),
        fails('critical', 'thirty calls', '50%'),
        fails('warning', 'thirty percent', '30%'),
        fails('warning', 'fourteen percent', '14%'),
        fails('warning', 'thirty calls', '50%'),
      ),
    ],
  },
]
