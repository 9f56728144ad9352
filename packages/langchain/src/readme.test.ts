import { runReadmeExample } from '@tokentoll/tooling/readme'
import { startProvider } from '@tokentoll/example-provider'
import { parseUsdToPico } from '@tokentoll/core'
import { describe, expect, it } from 'vitest'

describe('README', () => {
  it('has an example that books a call as the provider does', async () => {
    const provider = await startProvider()
    try {
      const printed = await runReadmeExample({
        readme: new URL('../README.md', import.meta.url),
        containing: 'createRecordingSink',
        env: { OPENAI_API_KEY: 'loopback', OPENAI_BASE_URL: provider.openaiUrl },
      })
      const [call] = provider.book.calls
      expect(printed.trim()).toBe(`acme-corp ${call!.model} ${parseUsdToPico(call!.costUsd!)}`)
    } finally {
      await provider.stop()
    }
  })
})
