import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createRules, generatedHeader, rulesYaml } from './index.ts'

describe('alerts/generated', () => {
  it('holds what the rules say (run "pnpm --filter @tokentoll/alerts generate" after a change)', async () => {
    const committed = await readFile(new URL('../generated/llm-cost.rules.yaml', import.meta.url), 'utf8')
    expect(committed).toBe(rulesYaml(createRules(), generatedHeader))
  })
})
