import { parseArgs } from 'node:util'

import { startProvider } from './start-provider.ts'
import type { FaultName } from './types.ts'

/**
 * Runs the provider as a process of its own:
 *
 *     node src/main.ts --port 0 --book FILE --seed TEXT --fault 429=0.02 --fault cut=0.01 --delay 5 --follow-stdin
 *
 * Prints one line of JSON with its addresses. With `--follow-stdin` it ends when its standard input closes,
 * so that it never outlives the process that started it.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    book: { type: 'string' },
    seed: { type: 'string' },
    fault: { type: 'string', multiple: true, default: [] },
    chunks: { type: 'string' },
    delay: { type: 'string' },
    latency: { type: 'string' },
    'follow-stdin': { type: 'boolean', default: false },
  },
})

try {
  const provider = await startProvider({
    port: Number(values.port),
    faults: Object.fromEntries(values.fault.map(readShare)),
    ...(values.book === undefined ? {} : { bookFile: values.book }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.chunks === undefined ? {} : { streamChunks: Number(values.chunks) }),
    ...(values.delay === undefined ? {} : { streamDelayMs: Number(values.delay) }),
    ...(values.latency === undefined ? {} : { latencyMs: Number(values.latency) }),
  })
  const { url, openaiUrl, anthropicUrl, googleUrl } = provider
  process.stdout.write(`${JSON.stringify({ url, openaiUrl, anthropicUrl, googleUrl, pid: process.pid })}\n`)
  const end = (): void => {
    void provider.stop().then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  if (values['follow-stdin']) process.stdin.once('close', end).resume()
} catch (error) {
  process.stderr.write(
    `The provider did not start: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exitCode = 1
}

function readShare(text: string): [FaultName, number] {
  const at = text.indexOf('=')
  return [text.slice(0, at) as FaultName, Number(text.slice(at + 1))]
}
