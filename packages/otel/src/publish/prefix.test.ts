import { expect, it } from 'vitest'
import { TokentollError } from '@tokentoll/core'
import { createMetricProducer } from './metric-producer.ts'
import { createPrometheusHandler } from '../prometheus/prometheus-endpoint.ts'
import { checkPrefix } from './prefix.ts'

it('takes what begins a name, and refuses the rest wherever it is given', () => {
  for (const prefix of [undefined, '', 'regintel', 'my.team_2']) expect(checkPrefix(prefix)).toBe(prefix)
  for (const prefix of ['1st', '_x', 'a b', 'a{b', 'x'.repeat(101)]) {
    expect(() => checkPrefix(prefix)).toThrow(TokentollError)
    expect(() => createMetricProducer({ sources: [], prefix })).toThrow(/prefix/)
    expect(() => createPrometheusHandler({ sources: [], prefix })).toThrow(/prefix/)
  }
})
