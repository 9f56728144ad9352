import { closeSync, openSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

/** What a ticket's owner says of itself. */
export type TicketState = 'trying' | 'held'

// sun_path holds 108 bytes on Linux and 104 on macOS.
const longestSocketPath = 103
const answerTimeoutMs = 1000

/** A listening socket in the folder: the kernel closes it when the process ends, however it ends. */
export interface TicketSocket {
  state: TicketState
  close(): Promise<void>
}

/** Listens on `folder/name` and tells whoever connects its state. */
export async function listenTicket(folder: string, name: string): Promise<TicketSocket> {
  const address = socketAddress(folder, name)
  const ticket: TicketSocket = {
    state: 'trying',
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          address.dispose()
          resolve()
        })
      }),
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(ticket.state)
  })
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      address.dispose()
      reject(error)
    })
    server.listen(address.path, resolve)
  })
  return ticket
}

/** Asks the owner of a ticket; undefined when nobody listens any more. An owner too busy to answer holds it. */
export function askTicket(folder: string, name: string): Promise<TicketState | undefined> {
  const address = socketAddress(folder, name)
  return new Promise((resolve) => {
    let answer = ''
    const done = (state: TicketState | undefined): void => {
      socket.destroy()
      address.dispose()
      resolve(state)
    }
    const socket = connect(address.path)
    socket.setTimeout(answerTimeoutMs, () => done('held'))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('end', () => done(answer === 'trying' ? 'trying' : 'held'))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      done(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? undefined : 'held'),
    )
  })
}

interface SocketAddress {
  readonly path: string
  dispose(): void
}

// A long path is reached through the open folder, which Linux shows under a short name.
function socketAddress(folder: string, name: string): SocketAddress {
  const path = join(folder, name)
  if (Buffer.byteLength(path) <= longestSocketPath || process.platform !== 'linux') {
    return { path, dispose: () => {} }
  }
  let descriptor: number | undefined = openSync(folder, 'r')
  return {
    path: `/proc/self/fd/${descriptor}/${name}`,
    dispose: () => {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}
