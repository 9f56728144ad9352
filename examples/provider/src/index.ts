export { priceList } from './price-list.ts'
export type { ListedModel, ListPrices } from './price-list.ts'
export { startProvider } from './start-provider.ts'
export type {
  Api,
  Book,
  CorrelationSplit,
  Directive,
  FaultName,
  Figures,
  Json,
  ModelSplit,
  Outcome,
  Provider,
  ProviderName,
  ProviderOptions,
  Range,
  ServedCall,
  ServedUsage,
  Split,
  Sum,
  Totals,
  TotalsOptions,
} from './types.ts'
