export { costRecord } from './cost-record.ts'
export { createRecordingSink, type RecordingSink } from './recording-sink.ts'
export { testCostSink, type CostSinkSubject } from './cost-sink-suite.ts'
export { testSpendGate, type SpendGateSubject } from './spend-gate-suite.ts'
