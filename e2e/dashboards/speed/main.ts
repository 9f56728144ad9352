import { parseArgs } from 'node:util'
import { startPrometheus } from '@tokentoll/tooling/servers'
import { runDashboards, type Answer } from '../verify.ts'
import { openKeptLoad } from './kept-load.ts'
import { largeSeries, openedTenant } from './large-platform.ts'
import { loadPlatform } from './load-platform.ts'

// How long each panel's query takes on a large platform, on a real Prometheus:
// npm run e2e:panels -- [--keep folder]
// With --keep the data stay there, and the next run takes them as they are.

const { values } = parseArgs({ options: { keep: { type: 'string' } } })
const platform = { tenants: 200, tasks: 8, models: 10, modelsPerTask: 2, replicas: 2 }
const days = 30
const limitMs = 200
const widthPx = 1000
const runs = 3
const nowMs = Date.UTC(2026, 9, 30, 15, 20, 30)
/** Panels that find nothing on this platform: no alert fires, no cluster has OpenCost. An empty answer is no speed. */
const emptyHere = [
  'llm-cost-anomaly / Firing now',
  ...['Own models', 'Of it GPUs', 'Together', 'Cost per hour', 'Nodes', 'Cost per million tokens served'].map(
    (title) => `llm-cost-self-hosted / ${title}`,
  ),
]

const load = JSON.stringify({ platform, days, nowMs, series: largeSeries(platform).length })
const kept = values.keep === undefined ? undefined : await openKeptLoad(values.keep, load)
const prometheus = await startPrometheus({
  retention: '100y',
  ...(values.keep === undefined ? {} : { storageDir: values.keep }),
})
try {
  if (kept?.isThere !== true) {
    const started = performance.now()
    let told = 0
    const loaded = await loadPlatform(prometheus.remoteWriteUrl, platform, {
      nowMs,
      days,
      onProgress: (done) => {
        if (done - told < 0.1 && done < 1) return
        told = done
        process.stderr.write(`${Math.round(done * 100)} % loaded after ${seconds(started)} s\n`)
      },
    })
    await kept?.finished()
    console.log(`${loaded.series} series, ${loaded.samples} samples`)
  }
  let failed = 0
  for (const rangeDays of [undefined, days]) {
    const answers = await best(rangeDays)
    console.log(
      rangeDays === undefined ? '\nThe range that each dashboard opens with' : `\n${rangeDays} days`,
    )
    console.log('| dashboard | panel | query | ms |\n| --- | --- | --- | --- |')
    for (const { dashboard, query, elapsedMs } of answers.toSorted((a, b) => b.elapsedMs - a.elapsedMs)) {
      console.log(`| ${dashboard} | ${query.panelTitle} | ${query.refId} | ${Math.round(elapsedMs)} |`)
    }
    const over = answers.filter(({ elapsedMs }) => elapsedMs >= limitMs).length
    const empty = answers.filter(({ series }) => series.length === 0).map(panelName)
    const unexpected = empty.filter((name) => !emptyHere.includes(name))
    console.log(
      `${answers.length - over} of ${answers.length} under ${limitMs} ms; ${empty.length} are empty here`,
    )
    if (unexpected.length > 0) console.log(`Empty, but should not be: ${unexpected.join(', ')}`)
    failed += over + unexpected.length
  }
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  await prometheus.stop()
}

function panelName({ dashboard, query }: Answer): string {
  return `${dashboard} / ${query.panelTitle}`
}

/** The best of some runs of each query: other programs on the machine are not what is measured. */
async function best(rangeDays: number | undefined): Promise<readonly Answer[]> {
  let found: readonly Answer[] = []
  for (let run = 0; run < runs; run += 1) {
    const answers = await runDashboards(prometheus, {
      nowMs,
      variables: { tenantId: openedTenant },
      maxDataPoints: widthPx,
      ...(rangeDays === undefined ? {} : { rangeDays }),
    })
    found = answers.map((answer, index) => {
      const before = found[index]
      return before !== undefined && before.elapsedMs < answer.elapsedMs ? before : answer
    })
  }
  return found
}

function seconds(started: number): number {
  return Math.round((performance.now() - started) / 1000)
}
