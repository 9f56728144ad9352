import { createRules, createSelfHostedRules } from '../create-rules.ts'
import type { RuleFile } from '../output/rule-file.ts'

/** Both rule files as one: what scenarios are played with. */
export function allRules(): RuleFile {
  return { groups: [...createRules().groups, ...createSelfHostedRules().groups] }
}
