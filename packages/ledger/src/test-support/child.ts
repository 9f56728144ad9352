// Run by tests in a process of its own; prints what happened, one word a line.
import { TokentollError } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import { lockFolder } from '../folder/folder-lock.ts'
import { createLedger, openPglite, openPostgres } from '../index.ts'

const [role = '', ...args] = process.argv.slice(2)
const say = (word: string | number): void => void process.stdout.write(`${word}\n`)
// Ends with the test that started it, however that ends.
process.stdin.resume().on('end', () => process.exit())

const roles: Readonly<Record<string, (...args: readonly string[]) => Promise<void>>> = {
  async lock(folder = '') {
    await lockFolder(folder)
    say('held')
  },

  async open(dataDir = '') {
    await openPglite({ dataDir })
    say('opened')
  },

  async create(dataDir = '') {
    say('creating')
    await openPglite({ dataDir })
    say('opened')
  },

  /** Records without end; says the number of each record after `record` has returned. */
  async record(kind = '', place = '', spoolFolder = '', tenantId = 'one') {
    const store =
      kind === 'pglite'
        ? await openPglite({ dataDir: place })
        : await openPostgres({ url: place, spoolFolder, connect: 'later' })
    const ledger = createLedger({ store, onWarning: () => {} })
    let number = 0
    const recordSome = (): void => {
      for (let burst = 0; burst < 20; burst += 1) {
        number += 1
        ledger.record(recordOf(number, tenantId))
      }
      say(number)
      setTimeout(recordSome, 1)
    }
    recordSome()
  },

  /** Records so many, then says what became of them. */
  async fill(url = '', spoolFolder = '', count = '0') {
    const store = await openPostgres({ url, spoolFolder, connect: 'later' })
    const ledger = createLedger({ store, onWarning: () => {}, maxQueuedRecords: 1000 })
    for (let number = 1; number <= Number(count); number += 1) ledger.record(recordOf(number))
    say(JSON.stringify(ledger.health()))
  },

  /** Records once and ends without closing anything. */
  async once(dataDir = '') {
    const ledger = createLedger({ store: await openPglite({ dataDir }) })
    ledger.record(recordOf(1))
    say('recorded')
  },
}

function recordOf(number: number, tenantId = 'one'): ReturnType<typeof costRecord> {
  const id = `${tenantId}-record-${number}`
  return costRecord({ id, attribution: { tenantId }, cost: { inputPicoUsd: number, outputPicoUsd: 1 } })
}

try {
  await roles[role]?.(...args)
} catch (error) {
  say(TokentollError.isInstance(error) ? error.code : String(error))
}
if (role === 'once') process.stdin.unref()
