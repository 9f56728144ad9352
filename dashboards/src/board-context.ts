import { ruleContext, type RuleContext } from '@tokentoll/alerts'
import type { ResolvedDashboardOptions } from './options/resolve-dashboard-options.ts'

/** What every panel is written with: names, recorded series and options of one installation. */
export interface BoardContext extends RuleContext {
  readonly options: ResolvedDashboardOptions
}

/** Joins options and names. */
export function boardContext(options: ResolvedDashboardOptions): BoardContext {
  return { ...ruleContext(options), options }
}
