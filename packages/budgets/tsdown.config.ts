import { packageConfig } from '@tokentoll/tooling/tsdown'

export default packageConfig()
