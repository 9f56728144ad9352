// Started by flush-at-exit.test.ts: records one call, then ends in the way it is told.
import { costRecord } from '@tokentoll/core/testing'
import { startOtlp } from '../otlp/start-otlp.ts'

const [, , endpoint = '', ending = ''] = process.argv
const otlp = startOtlp({
  endpoint,
  exportIntervalMs: 60_000,
  timeoutMs: 30_000,
  exitTimeoutMs: ending === 'slow' ? 300 : 5000,
  onWarning: () => {},
})
otlp.sink.record(costRecord())

if (ending === 'drain') {
  // Stops serving, and lets the call under way end.
  const server = setInterval(() => {}, 1000)
  process.on('SIGTERM', () => {
    clearInterval(server)
    setTimeout(() => otlp.sink.record(costRecord()), 500)
  })
  process.stdout.write('ready\n')
} else if (ending !== 'idle') {
  // Something that keeps the process alive, as a server would.
  setInterval(() => {}, 1000)
  if (ending === 'own-handler') {
    let signals = 0
    process.on('SIGTERM', () => {
      signals += 1
      // It has more to do than we know of, and is told once.
      if (signals === 1) void otlp.shutdown().then(() => setTimeout(() => process.exit(2 + signals), 300))
    })
  }
  process.stdout.write('ready\n')
}
