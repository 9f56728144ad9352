import { expect } from 'vitest'
import type { ContractResult } from './run-contract.ts'

/** What holds on every version: with the tap nothing is wrong, and without it every call has its record. */
export function expectContract({ cells, strays }: ContractResult): void {
  expect(strays).toEqual([])
  const wrong = cells.filter(({ way, verdict, path }) => {
    if (way === 'tapped') return verdict === 'short' || verdict === 'missing'
    if (verdict !== 'missing') return false
    // LangChain fires no callbacks on these: one line at start-up covers them.
    return way === 'instrumented' || !/embeddings|v3 of a model/.test(path)
  })
  expect(wrong).toEqual([])
  expect(cells.filter(({ verdict }) => verdict !== '-').length).toBeGreaterThan(300)
}
