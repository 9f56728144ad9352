const typescript = ['node', '--conditions=@tokentoll/source', '--disable-warning=ExperimentalWarning']

/** What `npm run <name>` starts once the workspace is set up. Further arguments are appended. */
export const tasks = {
  setup: ['node', '--version'],
  demo: [...typescript, 'examples/saas/src/main.ts'],
  test: [...typescript, 'tooling/test/main.ts'],
  check: [...typescript, 'tooling/test/main.ts', '--only', 'check'],
  unit: ['vitest', 'run', '--project', 'unit', '--project', 'types'],
  e2e: ['vitest', 'run', '--project', 'contracts', '--project', 'e2e'],
  'e2e:exact': [...typescript, 'e2e/exact/main.ts'],
  'e2e:panels': [...typescript, 'e2e/dashboards/speed/main.ts'],
  build: ['turbo', 'run', 'build'],
  fix: [...typescript, 'tooling/test/fix.ts'],
  'catalog:update': [...typescript, 'packages/catalog/generate/main.ts'],
  'dashboards:preview': [...typescript, 'dashboards/preview-start.ts'],
  'bench:pricing': [...typescript, '--expose-gc', 'bench/pricing/main.ts'],
  'bench:langchain': [...typescript, '--expose-gc', 'bench/langchain/main.ts'],
  'bench:ai-sdk': [...typescript, '--expose-gc', 'bench/ai-sdk/main.ts'],
  'bench:otel': [...typescript, '--expose-gc', 'bench/otel/main.ts'],
}
