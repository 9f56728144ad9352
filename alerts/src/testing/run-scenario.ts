import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promtool } from '@tokentoll/tooling/servers'
import { stringify } from 'yaml'
import type { AlertRule, RuleFile } from '../output/rule-file.ts'
import { rulesYaml } from '../output/rules-yaml.ts'
import { neededRules } from './needed-rules.ts'
import type { AlertCheck, ExpectedAlert, Scenario } from './scenario.ts'

/** Plays scenarios in promtool; the answer is empty, or what promtool found wrong. */
export async function runScenarios(rules: RuleFile, scenarios: readonly Scenario[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tokentoll-rules-'))
  try {
    const files = await Promise.all(
      scenarios.map(async (scenario, index) => {
        await writeFile(join(folder, `${index}.rules.yaml`), rulesYaml(relevant(rules, scenario)))
        await writeFile(
          join(folder, `${index}.test.yaml`),
          stringify(testFile(rules, scenario, `${index}.rules.yaml`), { lineWidth: 0 }),
        )
        return `${index}.test.yaml`
      }),
    )
    const result = await promtool(['test', 'rules', ...files], { cwd: folder, timeoutMs: 120_000 })
    return result.code === 0 ? '' : result.stdout + result.stderr
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The alerts that a scenario asks about, and the recording rules that they and its queries read, directly or not. */
function relevant(rules: RuleFile, scenario: Scenario): RuleFile {
  const needed = neededRules(rules, scenario)
  return {
    groups: rules.groups
      .map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) }))
      .filter((group) => group.rules.length > 0),
  }
}

function testFile(rules: RuleFile, scenario: Scenario, ruleFile: string): object {
  return {
    rule_files: [ruleFile],
    evaluation_interval: scenario.every ?? scenario.step,
    // Without it promtool evaluates groups in no fixed order, and alerts on recorded series come and go.
    group_eval_order: relevant(rules, scenario).groups.map((group) => group.name),
    tests: [
      {
        name: scenario.name,
        interval: scenario.step,
        input_series: Object.entries(scenario.series).map(([series, values]) => ({ series, values })),
        alert_rule_test: (scenario.alerts ?? []).map((check) => ({
          eval_time: check.at,
          alertname: check.alert,
          exp_alerts: check.firing.map((expected) => expectedAlert(ruleOf(rules, check, expected), expected)),
        })),
        promql_expr_test: (scenario.queries ?? []).map((query) => ({
          eval_time: query.at,
          expr: query.expr,
          exp_samples: Object.entries(query.samples).map(([labels, value]) => ({ labels, value })),
        })),
      },
    ],
  }
}

function expectedAlert(rule: AlertRule, expected: ExpectedAlert): object {
  const { description, runbook_url } = rule.annotations
  const start = rule.annotations['dashboard_url']?.replace(/\/d\/.*$/, '/d/')
  return {
    exp_labels: { ...rule.labels, ...expected.labels },
    exp_annotations: {
      summary: expected.summary,
      description,
      runbook_url,
      dashboard_url: start + expected.dashboard,
    },
  }
}

function ruleOf(rules: RuleFile, check: AlertCheck, expected: ExpectedAlert): AlertRule {
  for (const group of rules.groups) {
    for (const rule of group.rules) {
      if (!('alert' in rule) || rule.alert !== check.alert) continue
      if (expected.severity === undefined || rule.labels['severity'] === expected.severity) return rule
    }
  }
  throw new Error(`There is no alert ${check.alert} ${expected.severity ?? ''}`)
}
