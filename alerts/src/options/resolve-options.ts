import { TokentollError } from '@tokentoll/core'
import { isMetricPrefix, prometheusPrefix } from '@tokentoll/core/semconv'
import { defaultUidPrefix } from './dashboard-links.ts'
import { labelNames, type LabelName } from './labels.ts'
import type { RuleOptions } from './rule-options.ts'
import { defaultThresholds, type Thresholds } from './thresholds.ts'

/** Options with every default filled in and every value checked. */
export interface ResolvedRuleOptions {
  readonly prefix: string
  readonly labels: Readonly<Partial<Record<LabelName, string>>>
  readonly groupLabels: readonly string[]
  readonly thresholds: Thresholds
  readonly uidPrefix: string
  readonly grafanaUrl: string
  readonly runbookUrl: string
  readonly alertLabels: Readonly<Record<string, string>>
}

/** The largest factor of the error-budget alerts. */
const FASTEST_BURN = 14.4
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/
/** It names resources in Terraform, which begin with a letter, and in Kubernetes, which do not end with a hyphen. */
const UID_PREFIX = /^[a-z][a-z0-9-]{0,26}[a-z0-9]$/

/** Fills in defaults; throws `invalid_rule_options` with the field, the value and the remedy. */
export function resolveOptions(options: RuleOptions = {}): ResolvedRuleOptions {
  const prefix = options.prefix ?? ''
  const uidPrefix = options.uidPrefix ?? defaultUidPrefix(prefix)
  check(
    prefix === '' || isMetricPrefix(prefix),
    'prefix',
    prefix,
    'Use up to 100 letters, digits, dots, dashes, slashes and underscores, starting with a letter.',
  )
  check(
    UID_PREFIX.test(uidPrefix),
    'uidPrefix',
    uidPrefix,
    'Use 2 to 28 characters of a-z, 0-9 and hyphen: a letter first, no hyphen last.',
  )
  checkLabels(options)
  for (const field of ['grafanaUrl', 'runbookUrl'] as const) {
    const url = options[field]
    check(
      url === undefined || (/^https?:$/.test(URL.parse(url)?.protocol ?? '') && !isTemplate(url)),
      field,
      url,
      'Give an absolute URL without {{, e.g. https://grafana.example.com.',
    )
  }
  const thresholds = { ...defaultThresholds, ...options.thresholds }
  for (const [name, value] of Object.entries(thresholds)) {
    check(Number.isFinite(value) && value > 0, `thresholds.${name}`, value, 'Give a number above 0.')
  }
  for (const name of [
    'budgetNearlyUsedRatio',
    'notExactRatio',
    'unattributedRatio',
    'divergenceRatio',
  ] as const) {
    check(thresholds[name] < 1, `thresholds.${name}`, thresholds[name], 'Give a share below 1.')
  }
  check(
    thresholds.errorBudgetRatio * FASTEST_BURN < 1,
    'thresholds.errorBudgetRatio',
    thresholds.errorBudgetRatio,
    `Give a share below 1 / ${FASTEST_BURN}: the alert compares with ${FASTEST_BURN} times as much.`,
  )
  for (const [name, value] of Object.entries(options.alertLabels ?? {})) {
    check(
      name !== 'severity' && name !== 'metrics_prefix',
      'alertLabels',
      name,
      'Rules set this label themselves. Name yours differently.',
    )
    check(!isTemplate(value), `alertLabels.${name}`, value, 'Give a text without {{.')
  }
  return {
    prefix: prometheusPrefix(prefix),
    labels: options.labels ?? {},
    groupLabels: options.groupLabels ?? [],
    thresholds,
    uidPrefix,
    grafanaUrl: (options.grafanaUrl ?? 'http://localhost:3000').replace(/\/+$/, ''),
    runbookUrl: options.runbookUrl ?? 'https://unpkg.com/@tokentoll/alerts/runbooks/llm-cost.md',
    alertLabels: options.alertLabels ?? {},
  }
}

/** Prometheus reads labels and annotations as templates, and one that it cannot read costs the whole rule file. */
function isTemplate(text: string): boolean {
  return text.includes('{{')
}

/** Every label has one meaning: a name that two of them shared would add up what is not the same. */
function checkLabels({ labels = {}, groupLabels = [], alertLabels = {} }: RuleOptions): void {
  const given = { labels: Object.values(labels), groupLabels, alertLabels: Object.keys(alertLabels) }
  for (const [field, names] of Object.entries(given)) {
    for (const name of names)
      check(LABEL.test(name), field, name, 'Prometheus label names are letters, digits and underscores.')
  }
  const known: readonly string[] = labelNames
  for (const name of Object.keys(labels)) {
    check(known.includes(name), 'labels', name, `Labels that can be renamed are ${labelNames.join(', ')}.`)
  }
  const meant = { labels: labelNames.map((label) => labels[label] ?? label), groupLabels }
  const used = new Set<string>()
  for (const [field, names] of Object.entries(meant)) {
    for (const name of names) {
      check(!used.has(name), field, name, 'Another label has this name already. Give each its own.')
      used.add(name)
    }
  }
}

function check(valid: boolean, field: string, value: unknown, remedy: string): void {
  if (valid) return
  throw new TokentollError({
    code: 'invalid_rule_options',
    problem: 'An option of the rules is not usable',
    field,
    value,
    remedy,
  })
}
