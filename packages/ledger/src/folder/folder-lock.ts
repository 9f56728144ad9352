import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { TokentollError } from '@tokentoll/core'
import { folderError } from './folder-error.ts'
import { askTicket, listenTicket } from './ticket-socket.ts'

/** A folder held by this process. */
export interface FolderLock {
  release(): Promise<void>
}

const attempts = 20
const ticketPattern = /^(\d+)\.[0-9a-f]+\.sock$/

/**
 * Takes a folder for this process alone. The lock dies with the process, also by `kill -9`, and needs no
 * clean-up after it; it holds between containers that share the folder on one host.
 *
 * Each taker puts its own listening socket into the folder and then looks for others. Of two takers the later
 * one always sees the earlier, so both can back off but never can both hold. A ticket whose socket
 * nobody listens to belongs to a dead process; its name is never used again, so removing it is safe.
 *
 * @throws TokentollError `ledger_locked` when another process holds it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const tickets = join(folder, 'lock')
  try {
    mkdirSync(tickets, { recursive: true })
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await tryLock(tickets)
      if ('release' in outcome) return outcome
      if (outcome.isHeld || attempt >= attempts) throw lockedError(folder, outcome.rivalProcess)
      await delay(5 + Math.random() * 20 * (attempt + 1))
    }
  } catch (error) {
    throw TokentollError.isInstance(error) ? error : folderError(folder, error)
  }
}

type Refusal = { readonly isHeld: boolean; readonly rivalProcess: string }

async function tryLock(tickets: string): Promise<FolderLock | Refusal> {
  const own = `${process.pid}.${randomBytes(6).toString('hex')}.sock`
  const ticket = await listenTicket(tickets, own)
  const release = async (): Promise<void> => {
    rmSync(join(tickets, own), { force: true })
    await ticket.close()
  }
  const names = readdirSync(tickets)
  // Removed by a rival that looked in the instant before the socket listened: draw another ticket.
  let refusal: Refusal | undefined = names.includes(own)
    ? undefined
    : { isHeld: false, rivalProcess: 'unknown' }
  for (const name of names) {
    const rivalProcess = ticketPattern.exec(name)?.[1]
    if (name === own || rivalProcess === undefined) continue
    const state = await askTicket(tickets, name)
    if (state === undefined) rmSync(join(tickets, name), { force: true })
    else if (refusal?.isHeld !== true) refusal = { isHeld: state === 'held', rivalProcess }
  }
  if (refusal === undefined) {
    ticket.state = 'held'
    return { release }
  }
  await release()
  return refusal
}

function lockedError(folder: string, rivalProcess: string): TokentollError {
  return new TokentollError({
    code: 'ledger_locked',
    problem: `Process ${rivalProcess} has this ledger folder open`,
    remedy: 'Stop that process, or choose another folder; several processes share a ledger on PostgreSQL',
    field: 'folder',
    value: folder,
  })
}
