import { runReadmeExample } from '@tokentoll/tooling/readme'
import { expect, it } from 'vitest'

it('the example of the README prints what it says', async () => {
  expect(await runReadmeExample({ readme: new URL('../README.md', import.meta.url) })).toBe('750000000\n')
})
