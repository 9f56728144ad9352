import { runReadmeExample } from '@tokentoll/tooling/readme'
import { expect, it } from 'vitest'

it('the example of the README prints what it says', async () => {
  const readme = new URL('../README.md', import.meta.url)
  expect(await runReadmeExample({ readme })).toBe('refused \ntenants true\n')
})
