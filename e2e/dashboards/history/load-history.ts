import { createRules, createSelfHostedRules, type RuleOptions } from '@tokentoll/alerts'
import type { CostRecord } from '@tokentoll/core'
import { createBlockWriter } from './blocks.ts'
import { emit } from './emit.ts'
import { familySamples } from './openmetrics.ts'
import { openCostSamples } from './open-cost.ts'
import { recordAlerts } from './record-alerts.ts'
import { recordRules } from './record-rules.ts'
import { segments } from './segments.ts'
import type { WorldOptions } from './world.ts'

/** What to load, and where to. */
export interface HistoryOptions extends WorldOptions {
  /** Data folder for a Prometheus to be started on. */
  readonly dataFolder: string
  readonly rules?: RuleOptions
}

/** Fills a data folder of Prometheus with a made-up past; returns its records, in order of time. */
export async function loadHistory(options: HistoryOptions): Promise<readonly CostRecord[]> {
  const { dataFolder, rules = {}, nowMs, sampledDays } = options
  const records: CostRecord[] = []
  const writer = await createBlockWriter(dataFolder)
  for await (const { atMs, replicas } of emit(options, (record) => void records.push(record))) {
    const lines = replicas.flatMap(({ instance, families }) =>
      families.map((family) => familySamples(family, instance, rules.prefix)),
    )
    await writer.write(lines.join('') + openCostSamples(atMs))
  }
  await writer.close()
  const past = segments(nowMs, sampledDays)
  const groups = [...createRules(rules).groups, ...createSelfHostedRules().groups]
  await recordRules(dataFolder, { groups }, past)
  const recent = past.at(-1)
  if (recent !== undefined) await recordAlerts(dataFolder, { groups }, recent)
  return records
}
