import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runReadmeExample } from '@tokentoll/tooling/readme'
import { expect, it } from 'vitest'

it('the example with a ledger in the README of otel prints what it says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokentoll-readme-'))
  const printed = await runReadmeExample({
    readme: new URL('../../packages/otel/README.md', import.meta.url),
    containing: 'createLedgerMetrics({ reader: ledger })',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    // Nobody listens at the collector's address here, and the example does not wait for it.
    env: { OTEL_EXPORTER_OTLP_TIMEOUT: '200' },
    // Its ledger goes beside the example; a test must not leave one there.
    before: `import process from 'node:process'\nprocess.chdir(${JSON.stringify(folder)})`,
  })
  expect(printed).toBe('93000000000n\n')
  rmSync(folder, { recursive: true, force: true })
})
