import { parseUsdToPico, picoToUsdString } from '@tokentoll/core'
import { startProvider } from '@tokentoll/example-provider'
import { runReadmeExample } from '@tokentoll/tooling/readme'
import { expect, it } from 'vitest'

it('the example of the README books what the provider served', async () => {
  const provider = await startProvider()
  try {
    const printed = await runReadmeExample({
      readme: new URL('../README.md', import.meta.url),
      env: { OPENAI_API_KEY: 'loopback', OPENAI_BASE_URL: provider.openaiUrl },
    })
    const [call] = provider.book.calls
    expect(provider.book.calls).toHaveLength(1)
    const costUsd = picoToUsdString(parseUsdToPico(call?.costUsd ?? ''))
    expect(printed).toBe(`acme-corp ${call?.model} ${costUsd}\n`)
  } finally {
    await provider.stop()
  }
})
