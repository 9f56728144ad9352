import { packageConfig } from '@tokentoll/tooling/tsdown'

// The worker is a file of its own: a thread is started from a path.
export default packageConfig(
  { index: 'src/index.ts', 'pglite-worker': 'src/store/pglite/pglite-worker.ts' },
  { platform: 'node' },
)
