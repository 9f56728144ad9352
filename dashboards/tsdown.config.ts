import { packageConfig } from '@tokentoll/tooling/tsdown'

export default packageConfig({ index: 'src/index.ts', cli: 'src/cli.ts' }, { platform: 'node' })
