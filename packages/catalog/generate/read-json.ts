import { readFileSync } from 'node:fs'

/** The content of a JSON file, by its path from this folder; its form is for the caller to know. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
}
