import { resolveOptions, type ResolvedRuleOptions } from '@tokentoll/alerts'
import { TokentollError } from '@tokentoll/core'
import type { DashboardOptions } from './dashboard-options.ts'

/** Options with every default filled in and every value checked. */
export interface ResolvedDashboardOptions extends ResolvedRuleOptions {
  readonly dataSource: string | undefined
  readonly timeZone: string
  readonly tag: string
  readonly title: string
  readonly conversationReportUrl: string | undefined
}

/** Fills in defaults; throws `invalid_rule_options` or `invalid_dashboard_options` with field, value and remedy. */
export function resolveDashboardOptions(options: DashboardOptions = {}): ResolvedDashboardOptions {
  const rules = resolveOptions(options)
  const timeZone = options.timeZone ?? 'utc'
  if (!isTimeZone(timeZone)) {
    throw new TokentollError({
      code: 'invalid_dashboard_options',
      problem: 'The time zone is not known',
      field: 'timeZone',
      value: timeZone,
      remedy: 'Use utc, browser or an IANA name such as Europe/Berlin.',
    })
  }
  return {
    ...rules,
    dataSource: options.dataSource,
    timeZone,
    tag: options.tag ?? rules.uidPrefix,
    title:
      options.title ??
      (options.prefix === undefined || options.prefix === '' ? 'LLM cost' : `${options.prefix} LLM cost`),
    conversationReportUrl: options.conversationReportUrl,
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
