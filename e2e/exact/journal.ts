import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * What a replica did, written call by call, so that it outlives a `kill -9`: which calls it recorded, and
 * which of them had reached the collector.
 */
export interface Journal {
  recorded(index: number): void
  /** Everything recorded so far by this process was in a collection that has arrived. */
  arrived(recordedByThisProcess: number): void
  close(): void
}

/** What a journal says after the run. */
export interface JournalContents {
  readonly indices: readonly number[]
  /** Calls that a process had recorded and the collector never got, by process. */
  readonly notArrived: readonly (readonly number[])[]
}

export function openJournal(path: string): Journal {
  const file = openSync(path, 'a')
  const write = (line: string) => void writeSync(file, line)
  write('start\n')
  return {
    recorded: (index) => write(`${index}\n`),
    arrived: (count) => write(`arrived ${count}\n`),
    close: () => closeSync(file),
  }
}

export function readJournal(path: string): JournalContents {
  const indices: number[] = []
  const notArrived: number[][] = []
  let ofProcess: number[] = []
  let arrived = 0
  const endProcess = (): void => {
    if (ofProcess.length > arrived) notArrived.push(ofProcess.slice(arrived))
    ofProcess = []
    arrived = 0
  }
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === 'start') endProcess()
    else if (line.startsWith('arrived ')) arrived = Number(line.slice(8))
    else if (line !== '') {
      ofProcess.push(Number(line))
      indices.push(Number(line))
    }
  }
  endProcess()
  return { indices, notArrived }
}
