import type { AlertRule, RuleFile } from '@tokentoll/alerts'
import { startPrometheus, type Series } from '@tokentoll/tooling/servers'
import { createBlockWriter } from './blocks.ts'
import { named, sampleLine } from './openmetrics.ts'
import type { Segment } from './segments.ts'

/** Evaluates alert rules over a part of the past and adds the ALERTS that Prometheus would have had. */
export async function recordAlerts(dataFolder: string, rules: RuleFile, past: Segment): Promise<void> {
  const writer = await createBlockWriter(dataFolder)
  const prometheus = await startPrometheus({ storageDir: dataFolder, retention: '100y' })
  try {
    for (const rule of rules.groups.flatMap((group) => group.rules)) {
      if (!('alert' in rule)) continue
      for (const series of await prometheus.queryRange(rule.expr, past)) {
        const labels = {
          ...named(series.labels),
          ...rule.labels,
          alertname: rule.alert,
          alertstate: 'firing',
        }
        for (const atMs of firingAt(series, rule, past.stepMs))
          await writer.write(sampleLine('ALERTS', labels, 1, atMs))
      }
    }
  } finally {
    await prometheus.stop()
  }
  await writer.close()
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

/** Instants at which the rule had been true for as long as it must be. */
function firingAt({ points }: Series, rule: AlertRule, stepMs: number): number[] {
  const [, amount, unit] = /^(\d+)([smh])$/.exec(rule.for ?? '0s') ?? []
  const pending = Number(amount) * (UNITS[unit ?? ''] ?? 0)
  const found: number[] = []
  let since: number | undefined
  let before: number | undefined
  for (const { atMs } of points) {
    if (since === undefined || before === undefined || atMs - before > stepMs) since = atMs
    before = atMs
    if (atMs - since >= pending) found.push(atMs)
  }
  return found
}
