import { resolveOptions } from './options/resolve-options.ts'
import type { RuleOptions } from './options/rule-options.ts'
import type { RuleFile } from './output/rule-file.ts'
import { exactGroup } from './recording/exact-group.ts'
import { fiveMinuteGroup } from './recording/five-minute-group.ts'
import { ledgerGroup } from './recording/ledger-group.ts'
import { quarterHourGroup } from './recording/quarter-hour-group.ts'
import { selfHostedGroup } from './recording/self-hosted-group.ts'
import { windowGroup } from './recording/window-group.ts'
import { ruleContext } from './rules-context.ts'
import { budgetAlerts } from './rules/budgets.ts'
import { efficiencyAlerts } from './rules/efficiency.ts'
import { errorAlerts } from './rules/errors.ts'
import { pipelineAlerts } from './rules/pipeline.ts'
import { qualityAlerts } from './rules/quality.ts'
import { spendAlerts } from './rules/spend.ts'

/**
 * The recording and alert rules of one installation.
 *
 * Throws `invalid_rule_options` for a name or a threshold that Prometheus could not use.
 */
export function createRules(options: RuleOptions = {}): RuleFile {
  const context = ruleContext(resolveOptions(options))
  const prefix = context.options.prefix === '' ? 'llm' : `${context.options.prefix}_llm`
  const group = (name: string): string => `${prefix}-${name}-alerts`
  return {
    groups: [
      exactGroup(context),
      fiveMinuteGroup(context),
      quarterHourGroup(context),
      ledgerGroup(context),
      windowGroup(context),
      { name: group('spend'), interval: '1m', rules: spendAlerts(context) },
      { name: group('budget'), interval: '30s', rules: budgetAlerts(context) },
      { name: group('efficiency'), interval: '1m', rules: efficiencyAlerts(context) },
      { name: group('quality'), interval: '1m', rules: qualityAlerts(context) },
      { name: group('pipeline'), interval: '1m', rules: pipelineAlerts(context) },
      { name: group('error'), interval: '1m', rules: errorAlerts(context) },
    ],
  }
}

/** Recording rules that turn the prices of OpenCost or Kubecost into dollars per hour; for models served by oneself. */
export function createSelfHostedRules(): RuleFile {
  return { groups: [selfHostedGroup()] }
}
