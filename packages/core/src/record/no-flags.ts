import type { RecordFlag } from './cost-record.ts'

/** The one list of all calls without a flag, which are nearly all calls. */
export const noFlags: readonly RecordFlag[] = Object.freeze([])
