import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'tsdown'
import { expect, it } from 'vitest'
import config from '../tsdown.config.ts'
import { temporaryFolder } from './test-support/temporary-folder.ts'

it('the built package finds its worker and books', async () => {
  const folder = temporaryFolder()
  const packageFolder = fileURLToPath(new URL('..', import.meta.url))
  // Below the package, so that the built files find the package's dependencies.
  const outDir = join(packageFolder, '.cache', `built-${process.pid}`)
  try {
    await build({ ...config, config: false, cwd: packageFolder, outDir, dts: false, logLevel: 'silent' })
    const program = `
      const { createLedger, openPglite } = await import(${JSON.stringify(pathToFileURL(join(outDir, 'index.js')).href)})
      const { costRecord } = await import('@tokentoll/core/testing')
      const ledger = createLedger({ store: await openPglite({ dataDir: ${JSON.stringify(join(folder.path, 'ledger'))} }) })
      ledger.record(costRecord())
      await ledger.flush()
      console.log(await ledger.getConversationCost('c-1'))
      await ledger.close()`
    const args = ['--conditions=@tokentoll/source', '--input-type=module', '-e', program]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: packageFolder,
      timeout: 30_000,
    })
    expect(stdout).toBe('0.0035\n')

    // As in a bundle that took the package in and left the worker behind.
    rmSync(join(outDir, 'pglite-worker.js'))
    const failing = promisify(execFile)(process.execPath, args, { cwd: packageFolder, timeout: 30_000 })
    await expect(failing).rejects.toMatchObject({ stderr: expect.stringContaining('ledger_worker_missing') })
  } finally {
    rmSync(outDir, { recursive: true, force: true })
    folder.remove()
  }
})
