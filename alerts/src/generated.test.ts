import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createRules, createSelfHostedRules, generatedHeader, rulesYaml } from './index.ts'

describe('alerts/generated', () => {
  it.each([
    ['llm-cost.rules.yaml', createRules()],
    ['self-hosted.rules.yaml', createSelfHostedRules()],
  ])('%s holds what the rules say (run "pnpm --filter @tokentoll/alerts generate")', async (file, rules) => {
    const committed = await readFile(new URL(`../generated/${file}`, import.meta.url), 'utf8')
    expect(committed).toBe(rulesYaml(rules, generatedHeader))
  })
})
