import { runReadmeExample } from '@tokentoll/tooling/readme'
import { expect, it } from 'vitest'
import { temporaryFolder } from './test-support/temporary-folder.ts'

it('the example of the README prints what it says', async () => {
  const folder = temporaryFolder()
  const readme = new URL('../README.md', import.meta.url)
  const before = `import process from 'node:process'\nprocess.chdir(${JSON.stringify(folder.path)})`
  expect(await runReadmeExample({ readme, before })).toBe(
    "[ { task: 'main-chat', usd: '0.000750000000' } ]\n",
  )
  folder.remove()
})
