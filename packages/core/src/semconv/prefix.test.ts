import { expect, it } from 'vitest'
import { isMetricPrefix, prometheusPrefix } from './prefix.ts'

it.each(['regintel', 'x', 'my-app.eu/team_2', 'x'.repeat(100)])('takes %s', (prefix) => {
  expect(isMetricPrefix(prefix)).toBe(true)
  expect(prometheusPrefix(prefix)).toMatch(/^[a-zA-Z][a-zA-Z0-9_]*$/)
})

it.each(['', '1st', '_x', 'a b', 'a{b', 'é', 'a\n', 'x'.repeat(101)])('refuses %j', (prefix) => {
  expect(isMetricPrefix(prefix)).toBe(false)
})
