import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promtool, requireServer } from '@tokentoll/tooling/servers'
import { describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const here = await requireServer('promtool')

describe.skipIf(!here)('the committed rules in promtool', () => {
  it('are valid', async () => {
    const result = await promtool(['check', 'rules', 'generated/llm-cost.rules.yaml'], { cwd: folder })
    expect(result.stdout + result.stderr).toContain('SUCCESS')
    expect(result.code).toBe(0)
  })

  it('fire and stay silent as the tests say', async () => {
    const files = (await readdir(`${folder}/tests`)).filter((name) => name.endsWith('.test.yaml'))
    expect(files.length).toBeGreaterThan(1)
    const result = await promtool(['test', 'rules', ...files.map((name) => `tests/${name}`)], { cwd: folder })
    expect(result.code, result.stdout + result.stderr).toBe(0)
  })
})
