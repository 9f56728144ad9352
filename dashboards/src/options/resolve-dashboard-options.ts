import { resolveOptions, type ResolvedRuleOptions } from '@tokentoll/alerts'
import { TokentollError } from '@tokentoll/core'
import type { DashboardOptions } from './dashboard-options.ts'

/** Options with every default filled in and every value checked. */
export interface ResolvedDashboardOptions extends ResolvedRuleOptions {
  readonly dataSource: string | undefined
  readonly dataSourceUid: string
  readonly timeZone: string
  readonly tag: string
  readonly title: string
  readonly conversationReportUrl: string | undefined
}

/** Fills in defaults; throws `invalid_rule_options` or `invalid_dashboard_options` with field, value and remedy. */
export function resolveDashboardOptions(options: DashboardOptions = {}): ResolvedDashboardOptions {
  const rules = ruleOptions(options)
  const { timeZone = 'utc', dataSourceUid = 'prometheus', conversationReportUrl: report } = options
  for (const field of ['title', 'tag', 'dataSource'] as const) {
    const text = options[field]
    check(text?.trim() !== '', field, text, 'Give a text, or leave it out for the default.')
  }
  check(isTimeZone(timeZone), 'timeZone', timeZone, 'Use utc, browser or an IANA name such as Europe/Berlin.')
  check(
    /^[a-zA-Z0-9_-]{1,40}$/.test(dataSourceUid),
    'dataSourceUid',
    dataSourceUid,
    'Use up to 40 letters, digits, hyphens and underscores, as Grafana shows it in the address of the data source.',
  )
  check(
    report === undefined || /^https?:$/.test(URL.parse(report)?.protocol ?? ''),
    'conversationReportUrl',
    report,
    'Give an absolute URL, e.g. https://reports.example.com/?tenant=${tenantId}.',
  )
  return {
    ...rules,
    dataSource: options.dataSource,
    dataSourceUid,
    timeZone,
    tag: options.tag ?? rules.uidPrefix,
    title:
      options.title ??
      (options.prefix === undefined || options.prefix === '' ? 'LLM cost' : `${options.prefix} LLM cost`),
    conversationReportUrl: report,
  }
}

/** A uid prefix that nobody gave comes from the prefix: that is then the field to blame. */
function ruleOptions(options: DashboardOptions): ResolvedRuleOptions {
  try {
    return resolveOptions(options)
  } catch (error) {
    const isDerived = options.uidPrefix === undefined && options.prefix !== undefined
    if (!isDerived || !TokentollError.isInstance(error) || error.field !== 'uidPrefix') throw error
    const remedy =
      'It is too long to begin the uids of dashboards. Give uidPrefix as well: 2 to 28 of a-z, 0-9, hyphen.'
    check(false, 'prefix', options.prefix, remedy)
    throw error
  }
}

function isTimeZone(name: string): boolean {
  if (name === 'utc' || name === 'browser') return true
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function check(valid: boolean, field: string, value: unknown, remedy: string): void {
  if (valid) return
  throw new TokentollError({
    code: 'invalid_dashboard_options',
    problem: 'An option of the dashboards is not usable',
    field,
    value,
    remedy,
  })
}
