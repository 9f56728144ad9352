import { createSelfHostedRules, generatedHeader, rulesYaml, type RuleFile } from '@tokentoll/alerts'
import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import type { BundleFile } from './bundle-file.ts'

/** Name of the rule file: two bundles may lie in one folder of rules. */
export function ruleFileName(options: ResolvedDashboardOptions): string {
  return `${options.uidPrefix}.rules.yaml`
}

/**
 * The rules of Prometheus: all of them, the recording rules alone for those whose alerts Grafana manages, and those of
 * self-hosted models. The last have no prefix of ours: every bundle has the same file, and one folder holds it once.
 */
export function ruleFiles(rules: RuleFile, options: ResolvedDashboardOptions): BundleFile[] {
  const file = (path: string, content: RuleFile): BundleFile => ({
    path,
    content: rulesYaml(content, generatedHeader),
  })
  return [
    file(`prometheus/rules/${ruleFileName(options)}`, rules),
    file('prometheus/rules/self-hosted.rules.yaml', createSelfHostedRules()),
    file(`prometheus/rules-without-alerts/${ruleFileName(options)}`, withoutAlerts(rules)),
  ]
}

function withoutAlerts({ groups }: RuleFile): RuleFile {
  return { groups: groups.filter(({ rules }) => rules.every((rule) => 'record' in rule)) }
}
