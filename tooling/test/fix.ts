// `npm run fix`: formats, and mends what the linter can mend.
import { runSteps } from './run-steps.ts'

const failed = await runSteps([
  { name: 'lint', command: ['oxlint', '--type-aware', '--fix'] },
  { name: 'format', command: ['oxfmt', '.'] },
])
process.exitCode = failed.length > 0 ? 1 : 0
