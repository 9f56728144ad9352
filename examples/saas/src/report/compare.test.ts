import { expect, it } from 'vitest'
import { compare, type Readings } from './compare.ts'
import type { Sums } from './sums.ts'

const sums = (parts: Partial<Sums> = {}): Sums => ({
  exactPico: 2_000_000_000_000n,
  exactCalls: 1000,
  estimatedPico: 5_000_000n,
  tenants: new Map([['acme', 2_000_000_000_000n]]),
  ...parts,
})
const book = { calls: 1000, costUsd: '2' }
const readings = (parts: Partial<Readings> = {}): Readings => ({
  truth: {
    ok: book,
    unreported: { calls: 0, costUsd: '0' },
    aborted: { calls: 0, costUsd: '0' },
    errors: 0,
    tenants: new Map([['acme', book]]),
  },
  ledger: sums(),
  prometheus: sums(),
  ledgerNow: sums(),
  publishedPico: 2_000_005_000_000n,
  ...parts,
})

it('agrees when all three say the same', () => {
  const { agrees, text } = compare(readings())
  expect(agrees).toBe(true)
  expect(text).toMatch(/truth \$2\.00 = ledger \$2\.00 = Prometheus \$2\.00, difference \$0\.00$/)
})

it('lets the doubles of Prometheus be doubles', () => {
  const tenants = new Map([['acme', 2_000_000_000_300n]])
  expect(compare(readings({ prometheus: sums({ exactPico: 2_000_000_000_300n, tenants }) })).agrees).toBe(
    true,
  )
})

it.each([
  ['a picodollar is missing from the ledger', { ledger: sums({ exactPico: 1_999_999_999_999n }) }],
  ['a free answer is missing from the ledger', { ledger: sums({ exactCalls: 999 }) }],
  ['a call is missing from Prometheus', { prometheus: sums({ exactPico: 1_999_998_000_000n }) }],
  ['Prometheus counted a call too many', { prometheus: sums({ exactCalls: 1001 }) }],
  [
    'two tenants are mixed up',
    {
      ledger: sums({
        tenants: new Map([
          ['acme', 1n],
          ['globex', 1_999_999_999_999n],
        ]),
      }),
    },
  ],
  ['the published total is old', { publishedPico: 1_990_000_000_000n }],
])('says so when %s', (_, parts) => {
  expect(compare(readings(parts)).agrees).toBe(false)
})

it('shows every digit of a difference', () => {
  const { text } = compare(readings({ ledger: sums({ exactPico: 1_999_999_999_999n }) }))
  expect(text).toMatch(/truth \$2\.00 ≠ ledger \$2\.00 .*difference \$0\.000000000001$/)
})
