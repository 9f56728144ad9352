export { describeBedrock, type BedrockSettings } from './bedrock-suite.ts'
export { describeContract } from './suite.ts'
export type {
  ContractHost,
  ContractProviders,
  ContractSdk,
  Endpoints,
  SdkOptions,
  SdkTextStream,
} from './host.ts'
