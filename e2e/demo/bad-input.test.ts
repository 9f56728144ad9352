import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demoFolder, startDemo } from './start-demo.ts'

describe.concurrent('bad input', () => {
  it.each([
    [
      'a folder that is a file',
      () => {
        const file = join(demoFolder(), 'file')
        writeFileSync(file, '')
        return ['--folder', file]
      },
      /file/,
    ],
    [
      'a ledger that is not the demonstration’s',
      () => {
        const folder = demoFolder()
        mkdirSync(join(folder, 'ledger'))
        return ['--folder', folder]
      },
      /did not make/,
    ],
    [
      'a number of jobs that is none',
      () => ['--jobs', 'many'],
      /--jobs takes a whole number above 0, not "many"/,
    ],
    ['an option that does not exist', () => ['--fast'], /--fast/],
  ] as const)('%s: a message, no stack trace', async (_, args, message) => {
    const { code, output } = await startDemo(...args()).ended
    expect(code).toBe(1)
    expect(output).toMatch(message)
    expect(output).not.toMatch(/^\s+at .+:\d+/m)
  })

  // Below a device nobody can make a folder, not even root.
  it('an unwritable folder', async () => {
    const { code, output } = await startDemo('--folder', '/dev/null/costs').ended
    expect(code).toBe(1)
    expect(output).toContain('/dev/null/costs cannot be used as a folder')
    expect(output).not.toMatch(/^\s+at .+:\d+/m)
  })

  it('goes on where a kill left the marker empty', async () => {
    const folder = demoFolder()
    writeFileSync(join(folder, 'demo.json'), '')
    const { code, output } = await startDemo('--folder', folder, '--jobs', '5').ended
    expect(code, output).toBe(0)
  })

  it('--live without keys', async () => {
    const { code, output } = await startDemo('--live', '--folder', demoFolder()).ended
    expect(code).toBe(1)
    expect(output).toMatch(/--live needs OPENAI_API_KEY/)
  })
})
