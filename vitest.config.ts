import { defineConfig } from 'vitest/config'

// Tests run on the sources: packages resolve each other through the source condition, nothing is built.
// Vitest hands these conditions to Node too, where 'import' would make require() load ES modules.
const resolve = { conditions: ['@tokentoll/source', 'node'] }
const ignored = ['**/node_modules/**', '**/dist/**', '**/.cache/**', 'dashboards/preview/**']

export default defineConfig({
  test: {
    // Most of the time goes to waiting for processes and servers: leave no core idle.
    maxWorkers: '100%',
    globalSetup: './tooling/test/temporary-folder.ts',
    projects: [
      {
        resolve,
        ssr: {
          resolve: { ...resolve, externalConditions: ['@tokentoll/source'] },
        },
        test: {
          name: 'unit',
          include: [
            '{packages,examples}/*/{src,generate}/**/*.test.ts',
            '{dashboards,alerts}/src/**/*.test.ts',
            'tooling/**/*.test.ts',
          ],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/src/**/*.test-d.ts', '{dashboards,alerts}/src/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
          },
        },
      },
      {
        resolve,
        ssr: {
          resolve: { ...resolve, externalConditions: ['@tokentoll/source'] },
        },
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: [...ignored, 'e2e/compat-*/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Of the tests that say they may run side by side; each of them starts several servers.
          maxConcurrency: 2,
        },
      },
      {
        resolve,
        ssr: {
          resolve: { ...resolve, externalConditions: ['@tokentoll/source'] },
        },
        test: {
          name: 'contracts',
          include: ['e2e/compat-*/**/*.test.ts'],
          exclude: ignored,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
