import type { ResolvedRuleOptions } from './options/resolve-options.ts'
import { recordedSeries, type RecordedSeries } from './promql/recorded-series.ts'
import { createVocabulary, type Vocabulary } from './promql/vocabulary.ts'

/** What every rule is written with. */
export interface RuleContext {
  readonly options: ResolvedRuleOptions
  readonly names: Vocabulary
  readonly series: RecordedSeries
}

/** Joins options, names and recorded series of one installation. */
export function ruleContext(options: ResolvedRuleOptions): RuleContext {
  const names = createVocabulary(options)
  return { options, names, series: recordedSeries(names) }
}
