import { expect, it } from 'vitest'
import { allMetrics, instrumentName, prometheusName } from './names.ts'
import { cost } from './metrics.ts'

it('keeps the rules that were learned by measurement', () => {
  for (const metric of allMetrics) {
    expect(metric.name, 'a suffix of its own would be doubled').not.toMatch(/\.total$/)
    // Prometheus adds the unit to the name unless it is empty or in braces; seconds are meant to be added.
    expect(['', 's'].includes(metric.unit) || /^\{\w+\}$/.test(metric.unit), metric.name).toBe(true)
    const suffix = metric.kind === 'counter' ? '_total' : metric.unit === 's' ? '_seconds' : ''
    expect(metric.prometheus).toBe(metric.name.replaceAll('.', '_') + suffix)
    expect(metric.labels).not.toContain('conversationId')
  }
  const names = allMetrics.map((metric) => metric.prometheus)
  expect(new Set(names).size).toBe(names.length)
})

it('puts a prefix before the name', () => {
  expect(instrumentName(cost, 'regintel')).toBe('regintel.llm.cost')
  expect(prometheusName(cost, 'regintel')).toBe('regintel_llm_cost_total')
  expect(prometheusName(cost, 'my-app.eu')).toBe('my_app_eu_llm_cost_total')
  expect(prometheusName(cost)).toBe('llm_cost_total')
})

it('leaves the names of the OpenTelemetry conventions alone', () => {
  const metric = { ...cost, name: 'gen_ai.client.token.usage', prometheus: 'gen_ai_client_token_usage' }
  expect(instrumentName(metric, 'regintel')).toBe(metric.name)
  expect(prometheusName(metric, 'regintel')).toBe(metric.prometheus)
})
