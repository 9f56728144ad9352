import { describe, expect, it } from 'vitest'
import { readLine } from '../src/read-line.ts'
import { catalog } from '../src/index.ts'
import { withAliases, withDashes, type ReviewedAliases } from './aliases.ts'

const models = new Map(
  ['a =a-1 i1 o2 | [,2026-01-01) i2 o4', 'b i1 o2'].map((line) => {
    const entries = readLine(line)
    return [entries[0]?.model ?? '', { entries }] as const
  }),
)

function named(...reviewed: readonly Partial<ReviewedAliases>[]) {
  const complete = reviewed.map((one) => ({ provider: 'p', model: 'a', aliases: [], ...one }))
  return withAliases('p', models, complete)
}

describe('further ids', () => {
  it('join those that the sources have, in every dated price', () => {
    const entries = named({ aliases: ['a-2'] }, { aliases: ['a-3'] }).get('a')
    expect(entries?.map(({ aliases }) => aliases)).toEqual([
      ['a-1', 'a-2', 'a-3'],
      ['a-1', 'a-2', 'a-3'],
    ])
    expect(named({ aliases: ['a-2'] }).has('b')).toBe(false)
  })

  it('leave other providers alone', () => {
    expect(named({ provider: 'q', model: 'no such', aliases: ['x'] }).size).toBe(0)
  })

  it('must have a model and be new', () => {
    expect(() => named({ model: 'c' })).toThrow('p has no model c')
    expect(() => named({ aliases: ['b'] })).toThrow('p has b already')
    expect(() => named({ aliases: ['a-1'] })).toThrow('p has a-1 already')
    expect(() => named({ aliases: ['x'] }, { model: 'b', aliases: ['x'] })).toThrow('p has x already')
  })
})

describe('ids of Claude at market places', () => {
  const dashed = (...lines: readonly string[]) =>
    [...withDashes(new Map(lines.map((line) => [line.split(' ')[0] ?? '', readLine(line)])))].map(
      ([, entries]) => entries.map(({ aliases }) => aliases),
    )

  it('are known with dashes for dots, in every dated price', () => {
    expect(dashed('anthropic/claude-opus-4.5 i1 o2 | [,2026-01-01) i2 o4', 'claude-3.5-haiku i1 o2')).toEqual(
      [[['anthropic/claude-opus-4-5'], ['anthropic/claude-opus-4-5']], [['claude-3-5-haiku']]],
    )
    expect(
      dashed('a/claude-opus-4 =a/claude-opus-4.1 =a/claude-opus-4.1-20250805 =a/claude-opus-4.1:beta i1 o2'),
    ).toEqual([
      [['a/claude-opus-4.1', 'a/claude-opus-4.1-20250805', 'a/claude-opus-4.1:beta', 'a/claude-opus-4-1']],
    ])
  })

  it('of other models and those that are there already stay', () => {
    expect(dashed('a/claude-opus-4.5 i1 o2', 'a/claude-opus-4-5 i3 o4', 'openai/gpt-5.4 i1 o2')).toEqual([
      [[]],
      [[]],
      [[]],
    ])
  })

  it.each(['openrouter', 'vercel-ai-gateway'])('are so at %s', (market) => {
    const lines = catalog.providers.find(({ id }) => id === market)?.lines.split('\n') ?? []
    const priceOf = (id: string) =>
      lines
        .map((line) => readLine(line)[0])
        .find((entry) => [entry?.model, ...(entry?.aliases ?? [])].includes(id))?.prices.input
    for (const [id, input] of [
      ['anthropic/claude-opus-4-5', '5'],
      ['anthropic/claude-opus-4-8', '5'],
      ['anthropic/claude-haiku-4-5', '1'],
      ['anthropic/claude-sonnet-4-6', '3'],
    ] as const)
      expect([id, priceOf(id)]).toEqual([id, input])
  })
})
