import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { olderSection, tableOfPage } from '../../packages/langchain/src/testing/coverage-page.ts'
import { expectContract } from '../../packages/langchain/src/testing/expect-contract.ts'
import { runInChildren } from '../../packages/langchain/src/testing/run-in-children.ts'
import { coverageFile, manifestOf } from '../../packages/langchain/src/testing/versions.ts'

describe('@langchain/core 1.2', () => {
  it('keeps the contract, and is what the coverage page says', async () => {
    const result = await runInChildren(manifestOf('1-2'))
    const page = readFileSync(coverageFile, 'utf8')
    expectContract(result)
    expect(page).toContain(olderSection(result, tableOfPage(page)))
  })
})
