import { packageConfig } from '@tokentoll/tooling/tsdown'

export default packageConfig({
  index: 'src/index.ts',
  semconv: 'src/semconv/index.ts',
  testing: 'src/testing/index.ts',
})
