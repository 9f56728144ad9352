import { packageConfig } from '@tokentoll/tooling/tsdown'

export default packageConfig({ index: 'src/index.ts', format: 'src/format.ts' })
