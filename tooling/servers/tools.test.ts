import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { requireServer } from './available.ts'
import { runCommand } from './run-command.ts'
import { useTemporaryFolder } from './test-support.ts'
import { amtool, findChromium, promtool } from './tools.ts'

describe.skipIf(!(await requireServer('promtool', 'amtool')))('promtool and amtool', () => {
  it('tell a good file from a bad one', async () => {
    const { path: cwd } = useTemporaryFolder()
    const rules = (expression: string): string =>
      `groups: [{ name: a, rules: [{ record: b, expr: '${expression}' }] }]`
    writeFileSync(join(cwd, 'good.yml'), rules('sum(llm_cost_total)'))
    writeFileSync(join(cwd, 'bad.yml'), rules('sum(llm_cost_total'))
    expect(await promtool(['check', 'rules', 'good.yml'], { cwd })).toMatchObject({ code: 0 })
    const bad = await promtool(['check', 'rules', 'bad.yml'], { cwd })
    expect(bad.code).toBe(1)
    expect(bad.stderr).toContain('unclosed left parenthesis')

    writeFileSync(
      join(cwd, 'good.json'),
      JSON.stringify({ route: { receiver: 'a' }, receivers: [{ name: 'a' }] }),
    )
    writeFileSync(join(cwd, 'bad.json'), JSON.stringify({ route: { receiver: 'a' }, receivers: [] }))
    expect(await amtool(['check-config', 'good.json'], { cwd })).toMatchObject({ code: 0 })
    expect(await amtool(['check-config', 'bad.json'], { cwd })).toMatchObject({ code: 1 })
  })
})

describe.skipIf(!(await requireServer('chromium')))('findChromium', () => {
  it('gives a browser that draws a page and prints it', { timeout: 30_000 }, async () => {
    const { path: cwd } = useTemporaryFolder()
    const chromium = await findChromium()
    writeFileSync(join(cwd, 'page.html'), '<body style="background: #0a0"><h1>0.054399 USD</h1>')
    const common = ['--headless', '--no-sandbox', `--user-data-dir=${join(cwd, 'profile')}`]
    const page = `file://${join(cwd, 'page.html')}`
    const drawn = await runCommand(chromium, [...common, `--screenshot=${join(cwd, 'page.png')}`, page], {
      cwd,
    })
    expect(drawn.code).toBe(0)
    expect(readFileSync(join(cwd, 'page.png')).subarray(1, 4).toString()).toBe('PNG')
    const printed = await runCommand(chromium, [...common, `--print-to-pdf=${join(cwd, 'page.pdf')}`, page], {
      cwd,
    })
    expect(printed.code).toBe(0)
    const pdf = readFileSync(join(cwd, 'page.pdf'), 'latin1')
    expect(pdf.slice(0, 4)).toBe('%PDF')
    // A page without a usable font carries none.
    expect(pdf).toContain('/FontDescriptor')
  })
})
