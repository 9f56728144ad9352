import { describe } from 'vitest'
import { describeAttribution } from './attribution-suite.ts'
import { describeInterleaved } from './interleaved-suite.ts'
import { describeBudgets } from './budget-suite.ts'
import { holdCoveragePage } from './coverage-page.ts'
import { describeCoverage, type Verdicts } from './coverage-suite.ts'
import { describeMedia } from './media-suite.ts'
import { describeFailures } from './failure-suite.ts'
import type { ContractHost } from './host.ts'

/** The contract of this package with one major of the AI SDK: run it in the workspace that installs that major. */
export function describeContract(host: ContractHost): void {
  describe(`AI SDK ${host.major}`, () => {
    const verdicts: Verdicts = new Map()
    describe('coverage', () => describeCoverage(host, verdicts))
    describe('other models', () => describeMedia(host, verdicts))
    describe('attribution', () => describeAttribution(host))
    describe('budgets', () => describeBudgets(host))
    describe('failures of ours', () => describeFailures(host))
    describe('interleaved', () => describeInterleaved(host))
    describe('coverage page', () => holdCoveragePage(host, verdicts))
  })
}
