import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { numbersOf, replayAnthropicStreams } from './testing/anthropic-streams.ts'
import { newestSection, streamsSection } from './testing/coverage-page.ts'
import { expectContract } from './testing/expect-contract.ts'
import type { ContractResult } from './testing/run-contract.ts'
import { runInChildren } from './testing/run-in-children.ts'
import { coverageFile } from './testing/versions.ts'

const page = readFileSync(coverageFile, 'utf8')

describe('every path with every provider class, newest LangChain', () => {
  let result: ContractResult
  beforeAll(async () => {
    result = await runInChildren()
  }, 60_000)

  it('equals the wire wherever it can be known', () => expectContract(result))

  it('is what the coverage page says', () => expect(page).toContain(newestSection(result)))
})

describe('recorded shapes of streamed Anthropic answers', () => {
  it('equal the wire with the tap, and are what the coverage page says', async () => {
    const streams = await replayAnthropicStreams()
    for (const { fixture, tapped } of streams) {
      expect(numbersOf(tapped), fixture.about).toEqual(fixture.wire)
      expect(tapped.usageSource).toBe('wire')
    }
    expect(page).toContain(streamsSection(streams))
  })
})
