import { expect } from 'vitest'
import type { ContractResult } from './run-contract.ts'

// Booked as certain and different, because nothing that LangChain hands out tells: the tier that OpenAI chose
// by itself; and in core 1.1 the cached tokens in the event stream of classes that have none of their own.
function mayBeShort(path: string, coreVersion: string): boolean {
  if (path === 'service tier the provider chose, invoke') return true
  return path.includes('v3 of a model') && coreVersion.startsWith('1.1.')
}

/**
 * What holds on every version: with the tap nothing is wrong; without it every call has its record, and no
 * cell is short beyond those that are known to be.
 */
export function expectContract({ cells, strays, coreVersion }: ContractResult): void {
  expect(strays).toEqual([])
  const wrong = cells.filter(({ way, verdict, path }) => {
    if (way === 'tapped') return verdict === 'short' || verdict === 'missing'
    if (verdict === 'short') return !mayBeShort(path, coreVersion)
    if (verdict !== 'missing') return false
    // LangChain fires no callbacks on these: one line at start-up covers them.
    return way === 'instrumented' || !/instrumented class|v3 of a model/.test(path)
  })
  expect(wrong).toEqual([])
  expect(cells.filter(({ verdict }) => verdict !== '-').length).toBeGreaterThan(500)
}
