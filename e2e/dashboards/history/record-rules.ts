import type { RecordingRule, RuleFile } from '@tokentoll/alerts'
import { startPrometheus } from '@tokentoll/tooling/servers'
import { createBlockWriter } from './blocks.ts'
import { named, sampleLine } from './openmetrics.ts'
import type { Segment } from './segments.ts'

/**
 * Evaluates recording rules over the past, as Prometheus would have done, and adds the results to its data folder.
 * Rules that read other rules come after them.
 */
export async function recordRules(
  dataFolder: string,
  rules: RuleFile,
  past: readonly Segment[],
): Promise<void> {
  for (const level of levels(rules)) {
    const writer = await createBlockWriter(dataFolder)
    const prometheus = await startPrometheus({ storageDir: dataFolder, retention: '100y' })
    try {
      for (const rule of level) {
        for (const segment of past) {
          for (const { labels, points } of await prometheus.queryRange(rule.expr, segment)) {
            const lines = points.map(({ atMs, value }) => sampleLine(rule.record, named(labels), value, atMs))
            await writer.write(lines.join(''))
          }
        }
      }
    } finally {
      await prometheus.stop()
    }
    await writer.close()
  }
}

/** Rules of the first level read only what was emitted, those of the next only that and the level before, and so on. */
function levels(rules: RuleFile): RecordingRule[][] {
  let left = rules.groups.flatMap((group) => group.rules.flatMap((rule) => ('record' in rule ? [rule] : [])))
  const found: RecordingRule[][] = []
  while (left.length > 0) {
    const waiting = left.map((rule) => rule.record)
    const ready = left.filter(
      ({ expr }) => !(expr.match(/[\w:]+/g) ?? []).some((name) => waiting.includes(name)),
    )
    if (ready.length === 0) throw new Error(`Rules read each other: ${waiting.join(', ')}`)
    found.push(ready)
    left = left.filter((rule) => !ready.includes(rule))
  }
  return found
}
