import { parseArgs } from 'node:util'
import { DemoError } from './demo-error.ts'

/** What the command line says. */
export interface DemoOptions {
  readonly folder: string
  readonly jobs: number
  readonly concurrency: number
  readonly live: boolean
  readonly dashboards: boolean
}

/** Reads the command line. A word that it does not know is an error with the list of those it knows. */
export function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      folder: { type: 'string', default: '.tokentoll/demo' },
      jobs: { type: 'string', default: '600' },
      concurrency: { type: 'string', default: '16' },
      live: { type: 'boolean', default: false },
      dashboards: { type: 'boolean', default: false },
    },
  })
  return {
    folder: values.folder,
    jobs: count('jobs', values.jobs),
    concurrency: count('concurrency', values.concurrency),
    live: values.live,
    dashboards: values.dashboards,
  }
}

function count(name: string, value: string): number {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new DemoError(`--${name} takes a whole number above 0, not "${value}"`)
}
