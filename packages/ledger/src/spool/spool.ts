import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createSegment, type Segment } from './segment.ts'

/** A file that nobody writes to any more. */
export interface SpoolFile {
  readonly path: string
  readonly bytes: number
}

/** Where records wait until the database has them. A record whose append returned survives `kill -9`. */
export interface Spool {
  readonly bytes: number
  /** Writes one line; throws when the disk refuses it, and is then as before. */
  append(line: string, sequence: number): void
  /** Everything up to `sequence` is booked: files that hold nothing else go. */
  booked(sequence: number): void
  /** Gives up the files written so far, for reading them back later; appends go to a new one. */
  spill(): readonly SpoolFile[]
  /** Makes what was appended survive a power failure. */
  sync(): Promise<void>
  /** Removes the files that hold nothing beyond `bookedSequence`; the others wait for the next start. */
  close(bookedSequence: number): void
}

export interface SpoolOptions {
  readonly folder: string
  /** Size at which a file is closed and the next one begun; default 4 MiB. */
  readonly segmentBytes?: number
}

/** Opens a spool in a folder that this process holds. The file is created with the first record. */
export function createSpool(options: SpoolOptions): Spool {
  const { folder, segmentBytes = 4 * 1024 * 1024 } = options
  let current: Segment | undefined
  let full: Segment[] = []
  let fullBytes = 0

  const open = (): Segment => {
    current ??= createSegment(join(folder, `${Date.now()}-${randomBytes(4).toString('hex')}.ndjson`))
    return current
  }

  return {
    get bytes() {
      return fullBytes + (current?.bytes ?? 0)
    },
    append(line, sequence) {
      const segment = open()
      segment.append(line, sequence)
      if (segment.bytes >= segmentBytes) {
        full.push(segment)
        fullBytes += segment.bytes
        current = undefined
      }
    },
    booked(sequence) {
      while (full[0] !== undefined && full[0].lastSequence <= sequence) {
        fullBytes -= full[0].bytes
        full.shift()?.remove()
      }
      if (current !== undefined && current.bytes > 0 && current.lastSequence <= sequence) current.truncate()
    },
    spill() {
      const segments = current === undefined ? full : [...full, current]
      for (const segment of segments) segment.close()
      full = []
      fullBytes = 0
      current = undefined
      return segments.map(({ path, bytes }) => ({ path, bytes }))
    },
    async sync() {
      const segments = current === undefined ? full : [...full, current]
      await Promise.all(segments.map((segment) => segment.sync()))
    },
    close(bookedSequence) {
      for (const segment of [...full, current]) {
        if (segment !== undefined && segment.lastSequence <= bookedSequence) segment.remove()
        else segment?.close()
      }
      full = []
      current = undefined
    },
  }
}
