import { describe } from 'vitest'
import { describeCoverage, type Verdicts } from './coverage-suite.ts'
import type { ContractHost } from './host.ts'

/** The contract of this package with one major of the AI SDK: run it in the workspace that installs that major. */
export function describeContract(host: ContractHost): void {
  describe(`AI SDK ${host.major}`, () => {
    const verdicts: Verdicts = new Map()
    describe('coverage', () => describeCoverage(host, verdicts))
  })
}
