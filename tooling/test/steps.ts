import type { Step } from './run-steps.ts'

const typescript = ['node', '--conditions=@tokentoll/source', '--disable-warning=ExperimentalWarning']
const vitest = (name: string, ...projects: readonly string[]): readonly string[] => [
  'vitest',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=.cache/test-results/${name}.json`,
]

/** What reads or builds the code without running it. */
export const checkSteps: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'build', command: ['turbo', 'run', 'build', '--output-logs=errors-only', '--no-update-notifier'] },
  {
    name: 'packages (publint, attw)',
    command: ['turbo', 'run', 'lint:package', '--output-logs=errors-only', '--no-update-notifier'],
  },
  { name: 'unused code and dependencies', command: ['knip'] },
  {
    name: 'workspace manifests',
    command: [
      'sherif',
      '--ignore-package',
      '@tokentoll/compat-*',
      '--ignore-rule',
      'packages-without-package-json',
    ],
  },
  { name: 'bundle size', command: ['size-limit'] },
]

/** What runs the code. */
export const testSteps: readonly Step[] = [
  { name: 'test servers', command: [...typescript, 'tooling/servers/install.ts'], live: true },
  {
    name: 'unit tests, types, contracts on every host version',
    command: vitest('unit', 'unit', 'types', 'contracts'),
    live: true,
  },
  { name: 'end-to-end tests', command: vitest('e2e', 'e2e'), live: true },
]
