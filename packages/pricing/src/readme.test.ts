import { runReadmeExample } from '@tokentoll/tooling/readme'
import { expect, it } from 'vitest'

const readme = new URL('../README.md', import.meta.url)

it('the example of the README prints what it says', async () => {
  const printed = await runReadmeExample({ readme })
  expect(printed.trim().split('\n')).toEqual([
    '0.045 0.048 0.093',
    'priced 0.0165',
    'input 2000 0.000003',
    'cache_read 10000 0.0000003',
    'output 500 0.000015',
  ])
})

it('the price of a machine of your own is the one that the README says', async () => {
  const before = "import { createPriceBook } from '@tokentoll/pricing'"
  expect(await runReadmeExample({ readme, containing: 'computeSecond', before })).toBe('0.0014\n')
})
