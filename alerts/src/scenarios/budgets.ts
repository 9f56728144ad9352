import { firing, growing, silent, type ExpectedAlert, type Scenario } from '../testing/scenario.ts'

const acme = { budget: 'acme-month', scope: 'tenant', tenantId: 'acme', period: 'month' }
const month = 'budget="acme-month", scope="tenant", tenantId="acme", period="month"'

/** Two replicas publish each gauge, as two processes with one ledger do. */
function twice(metric: string, labels: string, values: string): Record<string, string> {
  return {
    [`${metric}{${labels}, instance="a"}`]: values,
    [`${metric}{${labels}, instance="b"}`]: values,
  }
}

const onItsWay = (tenant: string, budget: string, share: string): ExpectedAlert => ({
  labels: { tenantId: tenant, budget },
  summary: `Tenant ${tenant} is on its way to ${share} of its monthly budget ${budget}`,
  dashboard: `llm-cost-tenant?var-tenantId=${tenant}`,
})

const isRefused = (tenant: string, calls: number): ExpectedAlert => ({
  labels: { tenantId: tenant },
  summary: `${calls} calls of tenant ${tenant} were refused by a budget`,
  dashboard: `llm-cost-tenant?var-tenantId=${tenant}`,
})

const requests = (tenant: string, outcome: string): string =>
  `llm_requests_total{tenantId="${tenant}", task="chat", provider="openai", model="m", outcome="${outcome}", pricing="exact", instance="a"}`

export const budgetScenarios: readonly Scenario[] = [
  {
    name: 'a budget is nearly used, then used up',
    step: '30s',
    series: {
      ...twice('llm_budget_limit_usd', month, '100x60'),
      ...twice('llm_budget_used_usd', month, '80x9 91x29 100.01x20'),
    },
    alerts: [
      ...silent('LLMBudgetNearlyUsed', '4m', '9m', '21m'),
      firing('LLMBudgetNearlyUsed', '12m', {
        labels: acme,
        summary: 'Budget acme-month of tenant acme is used to 91%',
        dashboard: 'llm-cost-tenant?var-tenantId=acme',
      }),
      ...silent('LLMBudgetExceeded', '4m', '12m'),
      firing('LLMBudgetExceeded', '21m', {
        labels: acme,
        summary: 'Budget acme-month of tenant acme is used up (100%)',
        dashboard: 'llm-cost-tenant?var-tenantId=acme',
      }),
    ],
  },
  {
    name: 'exactly 90 % warns, exactly 100 % is exceeded, a budget of nothing without spend is silent',
    step: '30s',
    series: {
      'llm_budget_limit_usd{budget="ninety", scope="platform", period="day"}': '50x30',
      'llm_budget_used_usd{budget="ninety", scope="platform", period="day"}': '45x30',
      'llm_budget_limit_usd{budget="full", scope="platform", period="day"}': '50x30',
      'llm_budget_used_usd{budget="full", scope="platform", period="day"}': '50x30',
      'llm_budget_limit_usd{budget="closed", scope="platform", period="day"}': '0x30',
      'llm_budget_used_usd{budget="closed", scope="platform", period="day"}': '0x30',
      'llm_budget_limit_usd{budget="just under", scope="platform", period="day"}': '50x30',
      'llm_budget_used_usd{budget="just under", scope="platform", period="day"}': '44.99x30',
    },
    alerts: [
      firing('LLMBudgetNearlyUsed', '10m', {
        labels: { budget: 'ninety', scope: 'platform', period: 'day' },
        summary: 'Budget ninety is used to 90%',
        dashboard: 'llm-cost-executive',
      }),
      firing('LLMBudgetExceeded', '10m', {
        labels: { budget: 'full', scope: 'platform', period: 'day' },
        summary: 'Budget full is used up (100%)',
        dashboard: 'llm-cost-executive',
      }),
    ],
  },
  {
    name: 'the forecast goes over the budget: from the fourth of the month, until the budget itself warns',
    step: '30m',
    // Time begins on 1 January 1970: day 4 begins after 72 hours.
    series: {
      ...twice('llm_budget_limit_usd', month, '100x300'),
      ...twice('llm_budget_used_usd', month, '60x260 95x40'),
      ...twice('llm_forecast_usd', 'tenantId="acme", period="month"', '130x300'),
      // Budgets of other scopes and periods, and other forecasts, are not compared.
      'llm_budget_limit_usd{budget="ever", scope="tenant", tenantId="acme", period="lifetime"}': '9000x300',
      'llm_budget_used_usd{budget="ever", scope="tenant", tenantId="acme", period="lifetime"}': '8500x300',
      'llm_budget_limit_usd{budget="users", scope="user", tenantId="acme", period="month"}': '900x300',
      'llm_budget_used_usd{budget="users", scope="user", tenantId="acme", period="month"}': '96x300',
      // Two budgets for one month: the smaller one will not do, though the larger one would; and one is nearly used.
      'llm_budget_limit_usd{budget="small", scope="tenant", tenantId="two", period="month"}': '100x300',
      'llm_budget_used_usd{budget="small", scope="tenant", tenantId="two", period="month"}': '60x300',
      'llm_budget_limit_usd{budget="large", scope="tenant", tenantId="two", period="month"}': '500x300',
      'llm_budget_used_usd{budget="large", scope="tenant", tenantId="two", period="month"}': '200x300',
      // A budget of the day is smaller than the forecast of the month, and not compared with it.
      'llm_budget_limit_usd{budget="calm day", scope="tenant", tenantId="calm", period="day"}': '5x300',
      'llm_budget_used_usd{budget="calm day", scope="tenant", tenantId="calm", period="day"}': '1x300',
      'llm_forecast_usd{tenantId="two", period="month"}': '140x300',
      // One that is used up already does not keep the others quiet.
      'llm_budget_limit_usd{budget="note", scope="tenant", tenantId="three", period="month"}': '10x300',
      'llm_budget_used_usd{budget="note", scope="tenant", tenantId="three", period="month"}': '12x300',
      'llm_budget_limit_usd{budget="contract", scope="tenant", tenantId="three", period="month"}': '1000x300',
      'llm_budget_used_usd{budget="contract", scope="tenant", tenantId="three", period="month"}': '600x300',
      'llm_budget_limit_usd{budget="project", scope="tenant", tenantId="three", period="month"}': '2000x300',
      'llm_budget_used_usd{budget="project", scope="tenant", tenantId="three", period="month"}': '600x300',
      'llm_forecast_usd{tenantId="three", period="month"}': '5000x300',
      'llm_budget_limit_usd{budget="small", scope="tenant", tenantId="warned", period="month"}': '100x300',
      'llm_budget_used_usd{budget="small", scope="tenant", tenantId="warned", period="month"}': '95x300',
      'llm_budget_limit_usd{budget="large", scope="tenant", tenantId="warned", period="month"}': '500x300',
      'llm_budget_used_usd{budget="large", scope="tenant", tenantId="warned", period="month"}': '40x300',
      'llm_forecast_usd{tenantId="warned", period="month"}': '140x300',
      'llm_forecast_usd{tenantId="calm", period="year"}': '1500x300',
      'llm_budget_limit_usd{budget="calm", scope="tenant", tenantId="calm", period="month"}': '100x300',
      'llm_budget_used_usd{budget="calm", scope="tenant", tenantId="calm", period="month"}': '20x300',
      'llm_forecast_usd{tenantId="calm", period="month"}': '109x300',
      'llm_forecast_usd{tenantId="without budget", period="month"}': '500x300',
    },
    alerts: [
      ...silent('LLMForecastOverBudget', '71h', '77h'),
      firing(
        'LLMForecastOverBudget',
        '79h',
        onItsWay('acme', 'acme-month', '130%'),
        onItsWay('two', 'small', '140%'),
        onItsWay('three', 'contract', '500%'),
        onItsWay('three', 'project', '250%'),
      ),
      firing(
        'LLMForecastOverBudget',
        '139h',
        onItsWay('two', 'small', '140%'),
        onItsWay('three', 'contract', '500%'),
        onItsWay('three', 'project', '250%'),
      ),
    ],
  },
  {
    name: 'a budget refuses calls long before it is used up',
    step: '1m',
    series: {
      [requests('acme', 'refused')]: growing([0, 10], [2, 5], [0, 40]),
      [requests('acme', 'success')]: growing([3, 55]),
      [requests('one', 'refused')]: growing([0, 10], [1, 1], [0, 44]),
      [requests('calm', 'success')]: growing([3, 55]),
    },
    alerts: [
      ...silent('LLMCallsRefused', '9m', '35m'),
      firing('LLMCallsRefused', '20m', isRefused('acme', 10), isRefused('one', 1)),
    ],
  },
  {
    name: 'the store of the budgets does not answer',
    step: '1m',
    series: {
      'llm_budget_store_errors_total{instance="a"}': growing([0, 20], [1, 5], [0, 40]),
      'llm_budget_store_errors_total{instance="b"}': growing([0, 20], [2, 5], [0, 40]),
    },
    alerts: [
      ...silent('LLMBudgetStoreDown', '15m', '22m', '40m'),
      firing('LLMBudgetStoreDown', '25m', {
        summary: 'Budgets cannot be checked: 12 failures in five minutes',
        dashboard: 'llm-cost-health',
      }),
      firing('LLMBudgetStoreDown', '29m', {
        summary: 'Budgets cannot be checked: 6 failures in five minutes',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'one reservation that the store did not answer is one too many',
    step: '1m',
    series: { 'llm_budget_store_errors_total{instance="a"}': '0x20 1x40' },
    alerts: [
      firing('LLMBudgetStoreDown', '24m', {
        summary: 'Budgets cannot be checked: 1 failures in five minutes',
        dashboard: 'llm-cost-health',
      }),
      ...silent('LLMBudgetStoreDown', '30m'),
    ],
  },
]
