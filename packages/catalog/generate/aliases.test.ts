import { describe, expect, it } from 'vitest'
import { readLine } from '../src/read-line.ts'
import { withAliases, type ReviewedAliases } from './aliases.ts'

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
