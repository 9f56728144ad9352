import type { RecordingRule, RuleFile } from '@tokentoll/alerts'
import { startPrometheus } from '@tokentoll/tooling/servers'
import { createBlockWriter } from './blocks.ts'
import { named, sampleLine } from './openmetrics.ts'
import type { Segment } from './segments.ts'

/**
 * Evaluates recording rules over the past, as Prometheus would have done, and adds the results to its data folder.
 * Rules that read other rules come after them; what a rule reads of its own past is not there yet.
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
      for (const { rule, lateMs, sumsOfMs } of level) {
        const evaluated =
          sumsOfMs === undefined ? past.map((one) => shifted(one, lateMs)) : [marks(past, sumsOfMs)]
        for (const segment of evaluated) {
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

/** A rule and how long after the samples it is evaluated. */
interface Timed {
  readonly rule: RecordingRule
  readonly lateMs: number
  /** Adds up the minutes since the evaluation before, which was so long ago. */
  readonly sumsOfMs: number | undefined
}

/**
 * Prometheus evaluates a group at instants of its own, never exactly when samples are dated. Here the exact deltas come
 * a little late, so that none of them lies on the border of two windows; ledger totals come when they are published.
 */
const LATE_MS = 13_000

function shifted({ startMs, endMs, stepMs }: Segment, byMs: number): Segment {
  return { startMs: startMs + byMs, endMs: endMs + byMs, stepMs }
}

/** Every step of the whole past, up to shortly after the newest exact deltas. */
function marks(past: readonly Segment[], stepMs: number): Segment {
  const endMs = (past.at(-1)?.endMs ?? 0) + LATE_MS + 10_000
  const lengthMs = endMs - (past[0]?.startMs ?? endMs)
  return { startMs: endMs - Math.ceil(lengthMs / stepMs) * stepMs, endMs, stepMs }
}

/** Groups that add up minutes, by their interval. */
const SUMS_OF_MS: Readonly<Record<string, number>> = { '5m': 300_000, '15m': 900_000 }

/** Rules of the first level read only what was emitted, those of the next only that and the level before, and so on. */
function levels(rules: RuleFile): Timed[][] {
  let left = rules.groups.flatMap((group) =>
    group.rules.flatMap((rule) =>
      'record' in rule
        ? [
            {
              rule,
              lateMs: group.query_offset === undefined ? 0 : LATE_MS,
              sumsOfMs: SUMS_OF_MS[group.interval],
            },
          ]
        : [],
    ),
  )
  const found: Timed[][] = []
  while (left.length > 0) {
    const waiting = left.map(({ rule }) => rule.record)
    const ready = left.filter(
      ({ rule }) =>
        !(rule.expr.match(/[\w:]+/g) ?? []).some((name) => name !== rule.record && waiting.includes(name)),
    )
    if (ready.length === 0) throw new Error(`Rules read each other: ${waiting.join(', ')}`)
    found.push(ready)
    left = left.filter((one) => !ready.includes(one))
  }
  return found
}
