import { describe, expect, it } from 'vitest'
import { readLine } from '../src/read-line.ts'
import { withEndedTier, withThreshold, type EndedTier } from './long-context.ts'
import { writeLine } from './write-line.ts'

const tier: EndedTier = {
  providers: ['p'],
  models: '^m$',
  aboveInputTokens: 200_000,
  inputFactor: 2,
  outputFactor: 1.5,
  until: '2026-03-13',
  url: 'https://example.com',
  reason: 'a test',
}

describe('a surcharge that ended', () => {
  const ended = (line: string, date = '2026-11-10') => writeLine(withEndedTier(readLine(line), tier, date))
  const both =
    'm [2026-03-13,) i3 o15 r0.3 w3.75 h6 @us x1.1 | [,2026-03-13) i3 o15 r0.3 w3.75 h6 @us x1.1 >200000 i6 o22.5 r0.6 w7.5 h12'

  it.each([
    ['without it', 'm i3 o15 r0.3 w3.75 h6 @us x1.1'],
    ['with it for ever', 'm i3 o15 r0.3 w3.75 h6 @us x1.1 >200000 i6 o22.5'],
    ['with the date', both],
  ])('is the same from a source %s', (_name, line) => expect(ended(line)).toBe(both))

  it('has the price of today first, whenever that is', () => {
    expect(ended('m i1 o2', '2026-03-12')).toBe('m [,2026-03-13) i1 o2 >200000 i2 o3 | [2026-03-13,) i1 o2')
  })

  it('is not laid over prices that changed for another reason', () => {
    expect(() => ended('m [2026-01-01,) i3 o15 | [,2026-01-01) i4 o15')).toThrow('set it by hand')
  })
})

describe('a threshold', () => {
  const thresholds = [
    { models: '^gpt-5\\.4$', inputTokens: 272_000, inclusive: true, url: '', reason: '' },
    { models: '^gpt-6$', inputTokens: 272_000, inclusive: false, url: '', reason: '' },
  ]
  const written = (line: string) => writeLine(readLine(line).map((entry) => withThreshold(entry, thresholds)))

  it.each([
    ['gpt-5.4 i1 o2 >272000 i2', 'gpt-5.4 i1 o2 >=272000 i2'],
    ['openai/gpt-5.4 i1 o2 >272000 i2', 'openai/gpt-5.4 i1 o2 >=272000 i2'],
    ['openai.gpt-5.4 i1 o2 >272000 i2', 'openai.gpt-5.4 i1 o2 >=272000 i2'],
    ['gpt-6 i1 o2 >=272000 i2', 'gpt-6 i1 o2 >272000 i2'],
    ['gpt-5.4 i1 o2 >200000 i2', 'gpt-5.4 i1 o2 >200000 i2'],
    ['gpt-5.4-mini i1 o2 >272000 i2', 'gpt-5.4-mini i1 o2 >272000 i2'],
  ])('%s', (line, expected) => expect(written(line)).toBe(expected))
})
