import { resolveOptions } from './options/resolve-options.ts'
import type { RuleOptions } from './options/rule-options.ts'
import type { RuleFile } from './output/rule-file.ts'
import { exactGroup } from './recording/exact-group.ts'
import { ledgerGroup } from './recording/ledger-group.ts'
import { windowGroup } from './recording/window-group.ts'
import { ruleContext } from './rules-context.ts'
import { budgetExceeded, budgetNearlyUsed } from './rules/budgets.ts'
import { highTenantCost } from './rules/tenant-cost.ts'

/**
 * The recording and alert rules of one installation.
 *
 * Throws `invalid_rule_options` for a name or a threshold that Prometheus could not use.
 */
export function createRules(options: RuleOptions = {}): RuleFile {
  const context = ruleContext(resolveOptions(options))
  const prefix = context.options.prefix === '' ? 'llm' : `${context.options.prefix}-llm`
  return {
    groups: [
      exactGroup(context),
      ledgerGroup(context),
      windowGroup(context),
      {
        name: `${prefix}-spend-alerts`,
        interval: '1m',
        rules: [highTenantCost(context)],
      },
      {
        name: `${prefix}-budget-alerts`,
        interval: '30s',
        rules: [budgetNearlyUsed(context), budgetExceeded(context)],
      },
    ],
  }
}
