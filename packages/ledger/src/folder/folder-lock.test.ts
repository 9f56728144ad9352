import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runChild } from '../test-support/run-child.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { lockFolder } from './folder-lock.ts'
import { listenTicket } from './ticket-socket.ts'

describe('the lock of a folder', () => {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  it('refuses a second taker, names the first, and is free again once released', async () => {
    const lock = await lockFolder(folder.path)
    await expect(lockFolder(folder.path)).rejects.toMatchObject({
      code: 'ledger_locked',
      message: expect.stringContaining(`Process ${process.pid} has this ledger folder open`),
    })
    await lock.release()
    await (await lockFolder(folder.path)).release()
    expect(readdirSync(join(folder.path, 'lock'))).toEqual([])
  })

  it('passes on from a killed process, and clears up after it', async () => {
    const holder = await runChild('lock', folder.path)
    expect(holder.said).toBe('held')
    await expect(lockFolder(folder.path)).rejects.toMatchObject({
      message: expect.stringContaining(`Process ${holder.pid}`),
    })
    await holder.kill()
    const lock = await lockFolder(folder.path)
    expect(readdirSync(join(folder.path, 'lock'))).toHaveLength(1)
    await lock.release()
  })

  it('goes to one of many that ask at the same time', async () => {
    const children = await Promise.all(Array.from({ length: 6 }, () => runChild('lock', folder.path)))
    const answers = children.map((child) => child.said).toSorted()
    await Promise.all(children.map((child) => child.kill()))
    expect(answers).toEqual(['held', ...Array.from({ length: 5 }, () => 'ledger_locked')])
  })

  it('waits for another that is still asking, and never holds beside it', async () => {
    const tickets = join(folder.path, 'lock')
    mkdirSync(tickets)
    const rival = await listenTicket(tickets, '4321.abcdef.sock')
    let isHeld = false
    const lock = lockFolder(folder.path).then((taken) => {
      isHeld = true
      return taken
    })
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(isHeld).toBe(false)
    await rival.close()
    await (await lock).release()
  })

  it('works below a path that is longer than a socket address', async () => {
    const deep = join(folder.path, 'x'.repeat(100), 'y'.repeat(100))
    mkdirSync(deep, { recursive: true })
    const lock = await lockFolder(deep)
    await expect(lockFolder(deep)).rejects.toMatchObject({ code: 'ledger_locked' })
    await lock.release()
    await (await lockFolder(deep)).release()
  })

  it('says what is wrong with a folder that cannot be written to', async () => {
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    await expect(lockFolder(join(file, 'ledger'))).rejects.toMatchObject({
      code: 'ledger_folder_unwritable',
      message: expect.stringContaining('ENOTDIR'),
    })
  })
})
