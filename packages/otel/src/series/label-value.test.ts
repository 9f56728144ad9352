import { describe, expect, it } from 'vitest'
import { labelValue, longestLabelValue, missingValue } from './label-value.ts'

describe('labelValue', () => {
  it('leaves ordinary names of any script alone', () => {
    for (const name of ['acme-corp', `O'Hara & "Söhne"`, '日本語', 'a\\b', '😀']) {
      expect(labelValue(name)).toBe(name)
    }
  })

  it('calls what is left open by one name', () => {
    for (const open of [undefined, null, '', {}, [], () => 1]) expect(labelValue(open)).toBe(missingValue)
  })

  it('takes numbers from callers without types', () => {
    expect(labelValue(42)).toBe('42')
  })

  it('makes control characters and broken Unicode visible', () => {
    expect(labelValue('a\u0000b\nc\u0085')).toBe('a\ufffdb\ufffdc\ufffd')
    expect(labelValue('x\ud83d')).toBe('x\ufffd')
  })

  it('bounds long names and keeps them apart', () => {
    const long = 'n'.repeat(10_000)
    const value = labelValue(`${long}1`)
    expect(value).toHaveLength(longestLabelValue - 1)
    expect(value).not.toBe(labelValue(`${long}2`))
    expect(value).toBe(labelValue(`${long}1`))
    expect(labelValue('😀'.repeat(200))).not.toMatch(/\p{Surrogate}/u)
  })
})
