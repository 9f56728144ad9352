import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unprivilegedIdentity } from './identity.ts'
import { runOrThrow } from './run-command.ts'
import { useTemporaryFolder } from './test-support.ts'

if (process.getuid?.() === 0) {
  describe('unprivilegedIdentity of root', () => {
    it.each([0o755, 0o700])('reads a file in a folder of mode %o as the user nobody', async (mode) => {
      const { path } = useTemporaryFolder()
      const folder = join(path, 'folder')
      const file = join(folder, 'file')
      mkdirSync(folder)
      writeFileSync(file, '')
      chmodSync(file, 0o755)
      chmodSync(folder, mode)
      // accessSync is access(2), the question by which initdb looks for its companions.
      const script = `fs.accessSync(process.argv[1], fs.constants.R_OK | fs.constants.X_OK); console.log(process.geteuid())`
      const identity = await unprivilegedIdentity([file])
      const target = identity?.wrap(process.execPath, ['-e', script, file])
      const { path: command = '', args = [], ...user } = target ?? {}
      expect(await runOrThrow(command, args, user)).toBe('65534\n')
    })
  })
} else {
  describe('unprivilegedIdentity of a plain user', () => {
    it('is not needed', async () => {
      expect(await unprivilegedIdentity(['/'])).toBeUndefined()
    })
  })
}
