import { TokentollError } from '@tokentoll/core'

// What OpenTelemetry takes as the name of an instrument, less what Prometheus would have to replace at its beginning.
const namePattern = /^[A-Za-z][A-Za-z0-9_.\-/]{0,99}$/

/** The prefix of all metric names; throws `invalid_option` for one that makes no name. */
export function checkPrefix(prefix: string | undefined): string | undefined {
  if (prefix === undefined || prefix === '' || namePattern.test(prefix)) return prefix
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'prefix is no beginning of a metric name',
    remedy: 'Give a letter, then up to 99 letters, digits, dots, dashes, slashes or underscores',
    field: 'prefix',
    value: prefix,
  })
}
