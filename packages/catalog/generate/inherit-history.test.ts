import { describe, expect, it } from 'vitest'
import { readLine } from '../src/read-line.ts'
import { inheritHistory, vendorHistoryOf } from './inherit-history.ts'
import { writeLine } from './write-line.ts'

const history = vendorHistoryOf(
  [
    'o3 =o3-2025-04-16 [2025-06-10,) i2 o8 r0.5 webSearch:0.01 *batch x0.5 | [,2025-06-10) i10 o40 r2.5',
    'luna [2026-07-30,) i2 o12 >=272000 i4 o18 | [,2026-07-30) i3 o15 >=272000 i6 o22',
    'rise [,2027-01-01) i1 o2 | [2027-01-01,) i2 o4',
    'claude-4-5 =claude-4.5 [2026-04-30,) i3 o15 | [,2026-04-30) i3 o15 >200000 i6 o22',
    'night i1 o2 | ~01:00-04:00 i2 o4',
    'plain i1 o2',
    'twin [2026-01-01,) i1 o2 | [,2026-01-01) i2 o4',
    'twin-2025-01-01 i1 o2',
  ].map(readLine),
)
const inherited = (line: string): string => writeLine(inheritHistory(readLine(line), history))

describe('a host that follows its vendors', () => {
  it.each([
    ['o3 i2 o8 r0.5', 'o3 [2025-06-10,) i2 o8 r0.5 | [,2025-06-10) i10 o40 r2.5'],
    ['openai/o3 i2 o8', 'openai/o3 [2025-06-10,) i2 o8 | [,2025-06-10) i10 o40'],
    [
      'openai.o3-v1:0 i2 o8 *batch x0.5 *priority i4 o16 @regional x1.1 @eu @jp i3 o9',
      'openai.o3-v1:0 [2025-06-10,) i2 o8 *batch x0.5 *priority i4 o16 @regional x1.1 @eu @jp i3 o9 | [,2025-06-10) i10 o40 *batch x0.5 @regional x1.1 @eu',
    ],
    [
      'a/luna i2 o12 >272000 i4 o18',
      'a/luna [2026-07-30,) i2 o12 >272000 i4 o18 | [,2026-07-30) i3 o15 >272000 i6 o22',
    ],
    ['rise i1 o2', 'rise [,2027-01-01) i1 o2 | [2027-01-01,) i2 o4'],
    [
      'anthropic/claude-4.5:beta i3 o15',
      'anthropic/claude-4.5:beta [2026-04-30,) i3 o15 | [,2026-04-30) i3 o15 >200000 i6 o22',
    ],
  ])('had the prices of its vendor: %s', (line, expected) => expect(inherited(line)).toBe(expected))

  it.each([
    ['a price of its own', 'o3 i2.2 o8.8'],
    ['a cache price of its own', 'o3 i2 o8 r0.2'],
    ['dates of its own', 'o3 [2025-06-12,) i2 o8 | [,2025-06-12) i10 o40'],
    ['hours of the day at the vendor', 'night i1 o2'],
    ['no dates at the vendor', 'plain i1 o2'],
    ['a name that two models of vendors share', 'twin i1 o2'],
    ['another model under the same line', 'o3 =plain i2 o8'],
    ['a model that no vendor has', 'llama i2 o8'],
  ])('keeps what it has with %s', (_name, line) => expect(inherited(line)).toBe(line))
})
