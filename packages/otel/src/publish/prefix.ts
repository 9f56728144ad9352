import { TokentollError } from '@tokentoll/core'
import { isMetricPrefix } from '@tokentoll/core/semconv'

/** The prefix of all metric names; throws `invalid_option` for one that makes no name. */
export function checkPrefix(prefix: string | undefined): string | undefined {
  if (prefix === undefined || prefix === '' || isMetricPrefix(prefix)) return prefix
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'prefix is no beginning of a metric name',
    remedy: 'Give a letter, then up to 99 letters, digits, dots, dashes, slashes or underscores',
    field: 'prefix',
    value: prefix,
  })
}
