import { firing, growing, silent, type ExpectedAlert, type Scenario } from '../testing/scenario.ts'

const calls = (model: string, outcome: string, task = 'chat'): string =>
  `llm_requests_total{tenantId="t", task="${task}", provider="openai", model="${model}", outcome="${outcome}", pricing="exact", instance="a"}`

const fails = (severity: string, model: string, share: string): ExpectedAlert => ({
  severity,
  labels: { provider: 'openai', model },
  summary: `${share} of the calls to ${model} fail`,
  dashboard: `llm-cost-operations?var-provider=openai&var-model=${model.replaceAll(' ', '+')}`,
})

/** Calls of a model in two tasks of the same size: so many a minute, of which a share fails, in pieces of time. */
function failing(
  model: string,
  ...pieces: readonly (readonly [share: number, minutes: number, perMinute?: number])[]
): Record<string, string> {
  const half = (outcome: 'success' | 'error'): string =>
    growing(
      ...pieces.map(([share, minutes, perMinute = 10]) => {
        const part = outcome === 'error' ? share : 1 - share
        return [(part * perMinute) / 2, minutes] as const
      }),
    )
  return Object.fromEntries(
    (['chat', 'search'] as const).flatMap((task) => [
      [calls(model, 'success', task), half('success')],
      [calls(model, 'error', task), half('error')],
    ]),
  )
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
    every: '5m',
    series: {
      ...failing('thirty percent', [0.3, 400]),
      ...failing('twenty percent', [0.2, 400]),
      ...failing('fourteen percent', [0.14, 400]),
      ...failing('ten percent', [0.1, 400]),
      // Calls in the windows of one and of six hours: 30 and 180, 15 and 90, under 2 and 11, 5 and 29.
      ...failing('thirty an hour', [0.5, 400, 0.5]),
      ...failing('fifteen an hour', [0.5, 400, 0.25]),
      ...failing('two an hour', [0.5, 400, 0.03]),
      ...failing('five an hour', [0.5, 400, 0.08]),
      // Eight in a hundred of all calls, but two fifths of those that a budget let through.
      [calls('mostly refused', 'success')]: growing([1.2, 400]),
      [calls('mostly refused', 'error')]: growing([0.8, 400]),
      [calls('mostly refused', 'refused')]: growing([4, 400]),
      [calls('mostly refused', 'aborted')]: growing([4, 400]),
      [calls('refused', 'success')]: growing([5, 400]),
      [calls('refused', 'refused')]: growing([5, 400]),
      [calls('refused', 'aborted')]: growing([5, 400]),
    },
    alerts: [
      firing(
        'LLMErrorBudgetBurn',
        '380m',
        fails('critical', 'thirty percent', '30%'),
        fails('critical', 'thirty an hour', '50%'),
        fails('critical', 'mostly refused', '40%'),
        fails('warning', 'mostly refused', '40%'),
        fails('warning', 'thirty percent', '30%'),
        fails('warning', 'twenty percent', '20%'),
        fails('warning', 'fourteen percent', '14%'),
        fails('warning', 'thirty an hour', '50%'),
        fails('warning', 'fifteen an hour', '50%'),
        fails('warning', 'five an hour', '50%'),
      ),
    ],
  },
  {
    name: 'the short windows say whether it still goes on',
    step: '1m',
    series: {
      // 40 % until five minutes ago, 20 % since: over the limit of the hour, under that of five minutes.
      ...failing('calming', [0.4, 374], [0.2, 30]),
      // 20 % until ten minutes ago, none since: the last half hour is still over its limit.
      ...failing('recovering', [0.2, 370], [0, 30]),
      // 20 % until half an hour ago, 8 % since.
      ...failing('mostly recovered', [0.2, 345], [0.08, 50]),
    },
    alerts: [
      firing(
        'LLMErrorBudgetBurn',
        '380m',
        fails('warning', 'calming', '39.72%'),
        fails('warning', 'recovering', '19.5%'),
      ),
    ],
  },
]
