import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TokentollError } from './index.ts'

/** Users switch on these: one may come, none may change or go without a major version. */
const CODES = [
  'catalog_invalid',
  'cost_out_of_range',
  'format_invalid',
  'id_empty',
  'instant_invalid',
  'money_invalid',
  'overlay_invalid',
  'period_invalid',
  'price_invalid',
  'price_out_of_range',
  'price_overlap',
  'price_too_precise',
  'rate_invalid',
  'usage_invalid',
]

function sourceFiles(folder: URL): URL[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((file) => {
    const url = new URL(file.isDirectory() ? `${file.name}/` : file.name, folder)
    if (file.isDirectory()) return sourceFiles(url)
    return file.name.endsWith('.ts') && !file.name.includes('.test') ? [url] : []
  })
}

describe('error codes', () => {
  it('are those that users know', () => {
    const source = sourceFiles(new URL('./', import.meta.url))
      .map((url) => readFileSync(url, 'utf8'))
      .join('\n')
    const used = [...source.matchAll(/refusal\(\s*'([a-z_]+)'/g)].map((match) => match[1])
    expect(new Set(used)).toEqual(new Set(CODES))
  })
})

describe('TokentollError', () => {
  const error = new TokentollError({
    code: 'usage_invalid',
    problem: 'Not a count',
    field: 'usage.inputTokens',
    value: -1,
    remedy: 'Give one.',
  })
  it('says what, where and what to do', () => {
    expect(error.message).toBe('Not a count (usage.inputTokens: -1). Give one.')
    expect(error).toMatchObject({
      name: 'TokentollError',
      code: 'usage_invalid',
      field: 'usage.inputTokens',
      value: -1,
      remedy: 'Give one.',
    })
    expect(error).toBeInstanceOf(Error)
  })

  it('is known across copies of the package, and nothing else is', () => {
    expect(TokentollError.isInstance(error)).toBe(true)
    expect(TokentollError.isInstance({ [Symbol.for('tokentoll.error')]: true })).toBe(true)
    for (const other of [new Error('x'), null, undefined, 'x', {}])
      expect(TokentollError.isInstance(other)).toBe(false)
  })

  it('shows any value briefly and never fails at it', () => {
    const shown = (value: unknown) =>
      new TokentollError({ code: 'x', problem: 'P', field: 'f', value, remedy: 'R.' }).message
    expect(shown('a'.repeat(500))).toHaveLength('P (f: '.length + 120 + '). R.'.length)
    expect(shown(Object.create(null))).toBe('P (f: object). R.')
    expect(shown(Symbol('s'))).toBe('P (f: Symbol(s)). R.')
  })
})
