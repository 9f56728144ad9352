import { describe, expect, it } from 'vitest'
import { readLine } from '../src/read-line.ts'
import { applyRule } from './rules.ts'
import { writeLine } from './write-line.ts'

const ruled = (line: string, add: string, isCurrent = true): string => {
  const rule = { provider: 'p', models: '.', add, url: '', reason: '' }
  return writeLine(readLine(line).map((entry) => applyRule(entry, rule, isCurrent)))
}

describe('a rule', () => {
  it.each([
    ['m i2 o8 r0.5', '*batch x0.5', 'm i2 o8 r0.5 *batch x0.5'],
    ['m i2 o8 r0.5', '*batch x0.5 r=i', 'm i2 o8 r0.5 *batch x0.5 r1'],
    ['m i2 o8', '*batch x0.5 r=i', 'm i2 o8 *batch x0.5'],
    [
      'm i2 o8 r0.5 ia4 ra1',
      '*batch x0.5 r= ra= *flex x0.5 r= *priority x1.8',
      'm i2 o8 r0.5 ia4 ra1 *batch x0.5 r0.5 ra1 *flex x0.5 r0.5 *priority x1.8',
    ],
    [
      'm i2 o8 r0.2 >200000 i4 o12 r0.4',
      '*batch x0.5 r= *priority x1.8',
      'm i2 o8 r0.2 *batch x0.5 r0.2 *priority x1.8 >200000 i4 o12 r0.4 *batch x0.5 r0.4',
    ],
    ['m i2 o8 *batch i1 o4', '*batch x0.6', 'm i2 o8 *batch i1 o4'],
    ['m i2 o8 ia4', 'ra0.4', 'm i2 o8 ia4 ra0.4'],
    ['m i2 o8 ra0.3', 'ra0.4 webSearch:0.01', 'm i2 o8 ra0.3 webSearch:0.01'],
  ])('%s with %s', (line, add, expected) => expect(ruled(line, add)).toBe(expected))

  it('states prices of today only, unless it is a factor', () => {
    expect(ruled('m i2 o8', 'webSearch:0.01', false)).toBe('m i2 o8')
    expect(ruled('m i2 o8 r0.5', '*batch x0.5 r=i', false)).toBe('m i2 o8 r0.5 *batch x0.5 r1')
  })
})

describe('batches of OpenAI', () => {
  it('have no discount for cached input before GPT-5', async () => {
    const { catalog } = await import('../src/index.ts')
    const lines = catalog.providers.find(({ id }) => id === 'openai')?.lines.split('\n') ?? []
    const batchRead = (model: string) =>
      readLine(lines.find((line) => line.startsWith(`${model} `)) ?? '')[0]?.serviceTiers['batch']?.cacheRead
    expect(
      ['gpt-4.1', 'gpt-4o', 'gpt-4o-mini', 'o3', 'o4-mini', 'o1', 'gpt-5', 'gpt-6-sol'].map(batchRead),
    ).toEqual(['1', '1.25', '0.075', '1', '0.55', '7.5', undefined, undefined])
  })
})
