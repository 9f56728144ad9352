// `npm test`: every check and every test, with progress, and one closing line that counts the tests.
import { rmSync } from 'node:fs'
import { runSteps } from './run-steps.ts'
import { checkSteps, testSteps } from './steps.ts'
import { countTests } from './count-tests.ts'

const onlyCheck = readArguments(process.argv.slice(2))
const started = performance.now()
rmSync('.cache/test-results', { recursive: true, force: true })
const steps = onlyCheck ? checkSteps : [...checkSteps, ...testSteps]
const failed = await runSteps(steps)
const counts = countTests('.cache/test-results')
const seconds = ((performance.now() - started) / 1000).toFixed(1)
process.stdout.write(`\n${steps.length - failed.length} of ${steps.length} steps passed in ${seconds} s`)
process.stdout.write(failed.length > 0 ? `; failed: ${failed.join(', ')}\n` : '\n')
if (!onlyCheck) {
  const failures = Math.max(counts.failed, failed.length > 0 ? 1 : 0)
  process.stdout.write(`tests: ${counts.passed} passed, ${failures} failed, ${counts.skipped} skipped\n`)
}
process.exitCode = failed.length > 0 ? 1 : 0

// `--only check` is all that there is to say; anything else is a mistake, not a wish to run everything.
function readArguments(args: readonly string[]): boolean {
  if (args.length === 0) return false
  if (args.length === 2 && args[0] === '--only' && args[1] === 'check') return true
  process.stderr.write(`Unknown arguments: ${args.join(' ')}\nThere is only: --only check\n`)
  process.exit(1)
}
