// `npm test`: every check and every test, with progress, and one closing line that counts the tests.
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runSteps } from './run-steps.ts'
import { checkSteps, testSteps } from './steps.ts'
import { countTests } from './count-tests.ts'

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const started = performance.now()
rmSync('.cache/test-results', { recursive: true, force: true })
const steps = values.only === 'check' ? checkSteps : [...checkSteps, ...testSteps]
const failed = await runSteps(steps)
const counts = countTests('.cache/test-results')
const seconds = ((performance.now() - started) / 1000).toFixed(1)
process.stdout.write(`\n${steps.length - failed.length} of ${steps.length} steps passed in ${seconds} s`)
process.stdout.write(failed.length > 0 ? `; failed: ${failed.join(', ')}\n` : '\n')
if (values.only === undefined) {
  const failures = Math.max(counts.failed, failed.length > 0 ? 1 : 0)
  process.stdout.write(`tests: ${counts.passed} passed, ${failures} failed, ${counts.skipped} skipped\n`)
}
process.exitCode = failed.length > 0 ? 1 : 0
