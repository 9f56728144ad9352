import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'

import { isObject, parseJson } from './json.ts'
import type { Json, ServedCall } from './types.ts'

/** Calls on disk, one line of JSON each. */
export interface BookFile {
  /** Calls that the file held when it was opened. */
  readonly earlier: readonly ServedCall[]
  append(call: ServedCall): void
}

/** Opens a book file; a last line torn by a crash is cut off. */
export function openBookFile(path: string): BookFile {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
  const lines = whole.split('\n').filter((line) => line !== '')
  return {
    earlier: lines.map((line, at) => readLine(line, at + 1, path)),
    append: (call) => appendFileSync(path, `${JSON.stringify(call)}\n`),
  }
}

function readLine(line: string, number: number, path: string): ServedCall {
  const value: Json | undefined = parseJson(line)
  if (!isObject(value) || typeof value['id'] !== 'string' || typeof value['outcome'] !== 'string') {
    throw new Error(
      `Line ${number} of ${path} is no call of a provider book; give another file or remove it.`,
    )
  }
  return value as unknown as ServedCall
}
