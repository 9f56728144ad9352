import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createRules, defaultThresholds } from './index.ts'

const runbook = await readFile(new URL('../runbooks/llm-cost.md', import.meta.url), 'utf8')
const headings = [...runbook.matchAll(/^## (.+)$/gm)].map((match) => match[1] ?? '')
const rules = createRules().groups.flatMap((group) =>
  group.rules.flatMap((rule) => ('alert' in rule ? [rule] : [])),
)

describe('the runbook', () => {
  it('has one section per alert and no other', () => {
    expect(headings.toSorted()).toEqual([...new Set(rules.map((rule) => rule.alert))].toSorted())
  })

  it('is where every alert points to', () => {
    for (const rule of rules) {
      expect(rule.annotations['runbook_url']).toBe(
        `https://unpkg.com/@tokentoll/alerts/runbooks/llm-cost.md#${rule.alert.toLowerCase()}`,
      )
    }
  })

  it('names only thresholds that exist', () => {
    const named = [...runbook.matchAll(/`([a-z]+[A-Z][A-Za-z]*(?:Usd|Ratio|Floor|Factor|Seconds))`/g)].map(
      (match) => match[1],
    )
    expect(named.length).toBeGreaterThan(5)
    for (const name of named) expect(Object.keys(defaultThresholds)).toContain(name)
  })
})

describe('every alert', () => {
  it.each(rules)('$alert says who, what and where', (rule) => {
    expect(Object.keys(rule.annotations).toSorted()).toEqual([
      'dashboard_url',
      'description',
      'runbook_url',
      'summary',
    ])
    expect(['critical', 'warning', 'info']).toContain(rule.labels['severity'])
    for (const text of Object.values(rule.annotations)) expect(text).not.toBe('')
  })
})
