import { describe, expect, it } from 'vitest'
import { decideBedrock } from './bedrock.ts'
import { decide } from './decide.ts'
import type { Opinion, OpinionPeriod, SourceName } from './opinion.ts'
import { applyRule, withOneHourWrites } from './rules.ts'
import { readLine } from '../src/read-line.ts'
import { writeLine } from './write-line.ts'

const date = '2026-11-10'

function opinion(source: SourceName, line: string, canonical = 'model'): Opinion {
  const periods = readLine(`model ${line}`).map(
    ({ aliases: _a, model: _m, serviceTiers: _s, regions: _r, ...period }): OpinionPeriod => period,
  )
  return { source, provider: 'p', id: 'model', canonical, periods }
}

function decided(...opinions: readonly Opinion[]) {
  const { entries, agreement, sources, dissent } = decide('model', opinions, date)
  return { line: writeLine(entries).slice('model '.length), agreement, sources, dissent }
}

describe('what the sources say', () => {
  it('is accepted when two of three agree, and the third is noted', () => {
    const one = decided(
      opinion('genai-prices', 'i2 o6'),
      opinion('pi-ai', 'i0.5 o1.5 r0.05'),
      opinion('ai-sdk-cost-calculator', 'i0.5 o1.5'),
    )
    expect(one).toMatchObject({
      line: 'i0.5 o1.5 r0.05',
      agreement: 'agreed',
      sources: ['pi-ai', 'ai-sdk-cost-calculator'],
    })
    expect(one.dissent.join(', ')).toContain('genai-prices 2/6')
  })

  it('is disputed when nobody agrees; the newest stands for the time being', () => {
    const one = decided(opinion('genai-prices', 'i2 o6'), opinion('pi-ai', 'i1 o3'))
    expect(one).toMatchObject({ line: 'i1 o3', agreement: 'disputed' })
  })

  it('is the dearer one when they are ten times apart: a unit error, not a price that moved', () => {
    const [newest, other] = [opinion('pi-ai', 'i0.1 o1.4'), opinion('genai-prices', 'i1.4 o4.4')]
    expect(decided(newest, other)).toMatchObject({ line: 'i1.4 o4.4', agreement: 'disputed' })
    expect(decided(opinion('pi-ai', 'i0.14 o1.4'), other).line).toBe('i0.14 o1.4')
  })

  it('stands alone when only one speaks', () => {
    expect(decided(opinion('genai-prices', 'i2 o6'))).toMatchObject({ agreement: 'single', dissent: [] })
  })

  it('keeps the dates and the richer detail of those who agree', () => {
    const genai = opinion('genai-prices', '[,2027-01-01) i0.75 o3.75 h2 | [2027-01-01,) i1.5 o7.5')
    const one = decided(genai, opinion('pi-ai', 'i0.75 o3.75 r0.075'))
    expect(one).toMatchObject({
      line: '[,2027-01-01) i0.75 o3.75 r0.075 h2 | [2027-01-01,) i1.5 o7.5',
      agreement: 'agreed',
    })
  })

  it('compares the price of today, not one to come', () => {
    const later = opinion('genai-prices', '[2027-01-01,) i1.5 o7.5 | [,2027-01-01) i0.75 o3.75')
    expect(decided(later, opinion('pi-ai', 'i0.75 o3.75')).line).toMatch(/^\[,2027-01-01\)/)
  })

  it('takes the larger part when the agreeing ones differ in a detail, and notes it', () => {
    const one = decided(
      opinion('genai-prices', 'i1 o2 r0.1'),
      opinion('pi-ai', 'i1 o2 r0.2'),
      opinion('ai-sdk-cost-calculator', 'i1 o2 r0.2'),
    )
    expect(one.line).toBe('i1 o2 r0.2')
    expect(one.dissent.join()).toContain('cacheRead')
  })
})

describe('Bedrock', () => {
  const at = (source: SourceName, id: string, line: string, canonical = id): Opinion => ({
    ...opinion(source, line, canonical),
    id,
  })
  it('becomes one model with its regions', () => {
    const decisions = decideBedrock(
      [
        at('genai-prices', 'global.acme.rocket-v1:0', 'i1 o5 r0.1'),
        at('genai-prices', 'acme.rocket-v1:0', 'i1.1 o5.5 r0.11', 'regional.acme.rocket-v1:0'),
        at('pi-ai', 'us.acme.rocket-v1:0', 'i1.1 o5.5 r0.11'),
        at('pi-ai', 'jp.acme.rocket-v1:0', 'i1.3 o6 r0.12'),
        at('genai-prices', 'rocket-5.5', 'i9 o9'),
      ],
      date,
    )
    expect([...decisions.keys()]).toEqual(['acme.rocket'])
    const entries = decisions.get('acme.rocket')?.entries ?? []
    expect(writeLine(entries)).toBe(
      'acme.rocket-v1:0 =acme.rocket i1 o5 r0.1 @regional x1.1 @jp i1.3 o6 r0.12',
    )
  })
})

describe('rules', () => {
  const add = (line: string, rule: string, isCurrent = true) =>
    writeLine(
      readLine(`model ${line}`).map((entry) =>
        applyRule(entry, { provider: 'p', models: '.', add: rule, url: '', reason: '' }, isCurrent),
      ),
    )

  it('add tiers, regions and units, and leave alone what is there', () => {
    expect(add('i1 o2', '*batch x0.5 @us x1.1')).toBe('model i1 o2 *batch x0.5 @us x1.1')
    expect(add('i1 o2 *batch x0.6', '*batch x0.5')).toBe('model i1 o2 *batch x0.6')
    expect(add('i1 o2 webSearch:0.02', 'webSearch:0.01 codeExecution:0.03')).toBe(
      'model i1 o2 webSearch:0.02 codeExecution:0.03',
    )
  })

  it('keep the price of cache reads where told, in the base and above a threshold', () => {
    expect(add('i1 o2 r0.1 >200000 i2 o4 r0.2', '*batch x0.5 r=')).toBe(
      'model i1 o2 r0.1 *batch x0.5 r0.1 >200000 i2 o4 r0.2 *batch x0.5 r0.2',
    )
  })

  it('do not put a price of today on an earlier period', () => {
    expect(add('i1 o2', '*priority i3 o6', false)).toBe('model i1 o2')
    expect(add('i1 o2', '*batch x0.5', false)).toBe('model i1 o2 *batch x0.5')
  })

  it('complete one-hour writes of Claude, in every layer', () => {
    const complete = (line: string) => writeLine(readLine(line).map(withOneHourWrites))
    expect(complete('claude-x i3 o15 w3.75 >200000 i6 o22.5 w7.5')).toBe(
      'claude-x i3 o15 w3.75 h6 >200000 i6 o22.5 w7.5 h12',
    )
    expect(complete('claude-x i0.25 o1.25 w0.3')).toBe('claude-x i0.25 o1.25 w0.3 h0.5')
    expect(complete('claude-x i3 o15 w6')).toBe('claude-x i3 o15 w6')
    expect(complete('gpt-x i1 o5 w1.25')).toBe('gpt-x i1 o5 w1.25')
  })
})
