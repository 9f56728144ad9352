import { defaultThresholds, type Thresholds } from '@tokentoll/alerts'
import { TokentollError } from '@tokentoll/core'
import type { DashboardOptions } from '../options/dashboard-options.ts'

/** Flags of `write` as they were given. */
export interface WriteFlags extends Omit<
  DashboardOptions,
  'labels' | 'groupLabels' | 'thresholds' | 'alertLabels'
> {
  readonly label?: readonly string[]
  readonly groupLabel?: readonly string[]
  readonly threshold?: readonly string[]
  readonly alertLabel?: readonly string[]
}

/** Turns flags into options; throws `invalid_flag` for a pair that is none or a threshold that does not exist. */
export function bundleOptions(flags: WriteFlags): DashboardOptions {
  const { label, groupLabel, threshold, alertLabel, ...plain } = flags
  return {
    ...plain,
    labels: pairs('--label', label),
    groupLabels: groupLabel,
    thresholds: thresholds(threshold),
    alertLabels: pairs('--alert-label', alertLabel),
  }
}

function pairs(flag: string, texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=')
      if (at < 1 || at === text.length - 1) throw invalid(flag, text, 'Write name=value.')
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

function thresholds(texts: readonly string[] | undefined): Partial<Thresholds> {
  const known = Object.keys(defaultThresholds)
  return Object.fromEntries(
    Object.entries(pairs('--threshold', texts)).map(([name, value]) => {
      if (!known.includes(name)) throw invalid('--threshold', name, `Known are: ${known.join(', ')}.`)
      if (Number.isNaN(Number(value)))
        throw invalid('--threshold', `${name}=${value}`, 'Give a number above 0.')
      return [name, Number(value)]
    }),
  )
}

function invalid(field: string, value: string, remedy: string): TokentollError {
  return new TokentollError({ code: 'invalid_flag', problem: 'A flag cannot be read', field, value, remedy })
}
