// 50,000 calls through two replicas, a restart, outages of the collector and of Prometheus and a kill -9: does everybody agree on the money?
import { isExact, reportText } from './report.ts'
import { runExact } from './run.ts'

const startedAt = Date.now()
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const run = await runExact({
  plan: {
    calls: 50_000,
    tenants: 20,
    conversations: 5000,
    durationMs: 240_000,
    outageMs: 30_000,
    // Longer than the minute between two evaluations of the recording rules.
    prometheusOutageMs: 70_000,
    exportIntervalMs: 5000,
  },
  withRules: true,
  say,
})
say(`\n${reportText(run)}`)
say(`  Took ${Math.round((Date.now() - startedAt) / 1000)} s.`)
process.exit(isExact(run) ? 0 : 1)
