import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProvider, type Provider } from '@tokentoll/example-provider'
import { runReadmeExample } from '@tokentoll/tooling/readme'
import { afterAll, beforeAll, expect, it } from 'vitest'

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

const readme = new URL('../../README.md', import.meta.url)
// The demonstration has every package that the quick starts name among its dependencies.
const cwd = fileURLToPath(new URL('../../examples/saas', import.meta.url))

function run(containing: string): Promise<string> {
  const costs = mkdtempSync(join(tmpdir(), 'tokentoll-readme-'))
  return runReadmeExample({
    readme,
    containing,
    cwd,
    env: { OPENAI_API_KEY: 'loopback', OPENAI_BASE_URL: provider.openaiUrl },
    // The examples keep their ledger beside them; a test must not. Otherwise they run as they stand.
    before: `import process from 'node:process'\nprocess.chdir(${JSON.stringify(costs)})`,
  })
}

it('the LangChain quick start books what the provider served', async () => {
  provider.book.clear()
  const printed = await run('TokentollCallbackHandler')
  expect(provider.book.calls).toHaveLength(1)
  expect(printed).toContain('acme-corp')
  expect(printed).toContain(provider.book.calls[0]!.costUsd!)
})

it('the AI SDK quick start books what the provider served', async () => {
  provider.book.clear()
  const printed = await run('registerTokentoll')
  expect(provider.book.calls).toHaveLength(1)
  expect(printed).toContain('acme-corp')
  expect(printed).toContain(provider.book.calls[0]!.costUsd!)
})
