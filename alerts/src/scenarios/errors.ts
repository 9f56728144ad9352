import { firing, growing, silent, type Scenario } from '../testing/scenario.ts'

const calls = (model: string, outcome: string): string =>
  `llm_requests_total{tenantId="t", task="chat", provider="openai", model="${model}", outcome="${outcome}", pricing="exact", instance="a"}`

export const errorScenarios: readonly Scenario[] = [
  {
    name: 'a model fails, fast and slowly; refusals and aborts are no failures of the model',
    step: '1m',
    series: {
      [calls('fast', 'success')]: growing([10, 120], [5, 60], [10, 180]),
      [calls('fast', 'error')]: growing([0, 120], [5, 60], [0, 180]),
      [calls('slow', 'success')]: growing([8.5, 360]),
      [calls('slow', 'error')]: growing([1.5, 360]),
      [calls('refused', 'success')]: growing([5, 360]),
      [calls('refused', 'refused')]: growing([5, 360]),
      [calls('refused', 'aborted')]: growing([5, 360]),
      // Half of the calls, but ten in six hours.
      [calls('rare', 'success')]: growing([0.014, 360]),
      [calls('rare', 'error')]: growing([0.014, 360]),
    },
    alerts: [
      firing('LLMErrorBudgetBurn', '115m', {
        severity: 'warning',
        labels: { provider: 'openai', model: 'slow' },
        summary: '15% of the calls to slow fail',
        dashboard: 'llm-cost-operations',
      }),
      firing(
        'LLMErrorBudgetBurn',
        '180m',
        {
          severity: 'critical',
          labels: { provider: 'openai', model: 'fast' },
          summary: '49.17% of the calls to fast fail',
          dashboard: 'llm-cost-operations',
        },
        {
          severity: 'warning',
          labels: { provider: 'openai', model: 'fast' },
          summary: '16.48% of the calls to fast fail',
          dashboard: 'llm-cost-operations',
        },
        {
          severity: 'warning',
          labels: { provider: 'openai', model: 'slow' },
          summary: '15% of the calls to slow fail',
          dashboard: 'llm-cost-operations',
        },
      ),
      // It is over: the short window ends the alert long before the long one would.
      firing('LLMErrorBudgetBurn', '215m', {
        severity: 'warning',
        labels: { provider: 'openai', model: 'slow' },
        summary: '15% of the calls to slow fail',
        dashboard: 'llm-cost-operations',
      }),
      ...silent('LLMErrorBudgetBurn', '3m'),
    ],
  },
]
