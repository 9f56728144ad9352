import { fileURLToPath } from 'node:url'
import { promtool, requireServer } from '@tokentoll/tooling/servers'
import { describe, expect, it } from 'vitest'
import { createRules } from './index.ts'
import { allScenarios } from './scenarios/all-scenarios.ts'
import { allRules } from './testing/all-rules.ts'
import { runScenarios } from './testing/run-scenario.ts'

const generated = fileURLToPath(new URL('../generated', import.meta.url))
const here = await requireServer('promtool')

describe.skipIf(!here).concurrent('the rules in promtool', () => {
  it.each(['llm-cost.rules.yaml', 'self-hosted.rules.yaml'])('%s is valid', async (file) => {
    const result = await promtool(['check', 'rules', file], { cwd: generated })
    expect(result.stdout + result.stderr).toContain('SUCCESS')
    expect(result.code).toBe(0)
  })

  it.each(Object.entries(allScenarios))('%s: fires and stays silent as it should', async (_, scenarios) => {
    expect(await runScenarios(allRules(), scenarios)).toBe('')
  })

  it('has a scenario that fires and one that is silent for every alert', () => {
    const checks = Object.values(allScenarios).flatMap((scenarios) =>
      scenarios.flatMap(({ alerts = [] }) => alerts),
    )
    const named = (fires: boolean): string[] =>
      [
        ...new Set(checks.filter((check) => check.firing.length > 0 === fires).map((check) => check.alert)),
      ].toSorted()
    const alerts = createRules().groups.flatMap((group) =>
      group.rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])),
    )
    const all = [...new Set(alerts)].toSorted()
    expect(named(true)).toEqual(all)
    expect(named(false)).toEqual(all)
  })
})
