// The main demonstration: a small SaaS on LangChain and the AI SDK, from the call to a cost on which the
// provider's own book, the ledger and Prometheus agree. `npm run demo` starts it.
import { TokentollError } from '@tokentoll/core'
import { TestServerMissingError, TestServerStartError } from '@tokentoll/tooling/servers'
import { runDemo } from './run/run-demo.ts'
import { readOptions } from './run/options.ts'
import { createProgress } from './run/progress.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130)
    stop.abort()
  })
}

try {
  process.exitCode = await runDemo(readOptions(process.argv.slice(2)), {
    signal: stop.signal,
    progress: createProgress(),
  })
} catch (error) {
  if (!isExpected(error)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
}

// Errors that say by themselves what to do: shown without a stack trace.
function isExpected(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const code = (error as NodeJS.ErrnoException).code
  return (
    TokentollError.isInstance(error) ||
    error instanceof TestServerMissingError ||
    error instanceof TestServerStartError ||
    error.name === 'DemoError' ||
    (typeof code === 'string' &&
      (code.startsWith('ERR_PARSE_ARGS') || ['EACCES', 'ENOSPC', 'EROFS', 'ENOTDIR'].includes(code)))
  )
}
