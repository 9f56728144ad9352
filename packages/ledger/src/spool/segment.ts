import { closeSync, fdatasync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'

/** One file of the spool, written line by line. */
export interface Segment {
  readonly path: string
  readonly bytes: number
  /** Sequence number of the last record in it; -1 when empty. */
  readonly lastSequence: number
  append(line: string, sequence: number): void
  /** Empties the file: everything in it is booked. */
  truncate(): void
  sync(): Promise<void>
  close(): void
  remove(): void
}

/** Creates a segment file. */
export function createSegment(path: string): Segment {
  const descriptor = openSync(path, 'ax', 0o600)
  let bytes = 0
  let lastSequence = -1
  let isOpen = true
  let syncing = 0

  // A descriptor closed under a running fdatasync could be reused by then.
  const closeWhenIdle = (): void => {
    if (!isOpen && syncing === 0) closeSync(descriptor)
  }

  return {
    path,
    get bytes() {
      return bytes
    },
    get lastSequence() {
      return lastSequence
    },
    append(line, sequence) {
      const length = Buffer.byteLength(line)
      const written = writeSync(descriptor, line)
      if (written < length) {
        // The disk is full: a line cut short would swallow the next one.
        ftruncateSync(descriptor, bytes)
        throw Object.assign(new Error('ENOSPC: the spool could not take a whole record'), { code: 'ENOSPC' })
      }
      bytes += length
      lastSequence = sequence
    },
    truncate() {
      ftruncateSync(descriptor, 0)
      bytes = 0
      lastSequence = -1
    },
    sync() {
      if (!isOpen) return Promise.resolve()
      syncing += 1
      return new Promise((resolve, reject) => {
        fdatasync(descriptor, (error) => {
          syncing -= 1
          closeWhenIdle()
          if (error === null || error === undefined) resolve()
          else reject(error)
        })
      })
    },
    close() {
      if (!isOpen) return
      isOpen = false
      closeWhenIdle()
    },
    remove() {
      this.close()
      rmSync(path, { force: true })
    },
  }
}
