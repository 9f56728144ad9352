import { describe, expect, it } from 'vitest'
import { createIdGeneration } from './id-generation.ts'
import { createRecentIds } from './recent-ids.ts'

const ownerOf = (tenantId: string | undefined) => ({ tenantId, order: 7 })

/** What the memory promises, in the plainest form. */
function createModel(size: number) {
  const half = Math.max(1, Math.floor(size / 2))
  let young = new Map<string, ReturnType<typeof ownerOf>>()
  let old = new Map<string, ReturnType<typeof ownerOf>>()
  return (id: string, owner: ReturnType<typeof ownerOf>) => {
    for (const ids of [young, old]) if (ids.has(id)) return ids.get(id)
    young.set(id, owner)
    if (young.size >= half) [old, young] = [young, new Map()]
    return undefined
  }
}

describe('recent ids', () => {
  it.each([1, 2, 7, 1000, 100_000])('answers as a plain pair of maps does, size %i', (size) => {
    const recent = createRecentIds(size)
    const model = createModel(size)
    let random = 1
    const next = (below: number): number => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((random / 2 ** 32) * below)
    }
    let known = 0
    for (let step = 0; step < 20_000; step += 1) {
      const kind = ['chatcmpl-', '', 'é', '答え', 'x'.repeat(250), 'y'.repeat(300)][next(6)]!
      const id = `${kind}${next(1500)}`
      const tenantId = [undefined, '', 'acme', 'globex', '株式会社'][next(5)]
      const owner = { tenantId, order: step }
      const expected = model(id, owner)
      const answer = recent.add(id, owner)
      if (expected !== undefined) known += 1
      expect(answer).toEqual(expected)
    }
    if (size > 7) expect(known).toBeGreaterThan(1000)
  })

  it('tells apart what a byte cannot: a character and its low half', () => {
    const recent = createRecentIds(10)
    expect(recent.add('a', ownerOf('acme'))).toBeUndefined()
    expect(recent.add('\u0161', ownerOf('globex'))).toBeUndefined()
    expect(recent.add('', ownerOf('globex'))).toBeUndefined()
    expect(recent.add('\u0161', ownerOf(undefined))).toEqual(ownerOf('globex'))
  })

  it('still knows the last half of many ids, and nothing older than all', () => {
    const recent = createRecentIds(10_000)
    const idOf = (index: number): string => `response-${index}`
    for (let index = 0; index < 50_000; index += 1)
      expect(recent.add(idOf(index), ownerOf('acme'))).toBeUndefined()
    for (let index = 45_001; index < 50_000; index += 1)
      expect(recent.add(idOf(index), ownerOf('other'))).toEqual(ownerOf('acme'))
    expect(recent.add(idOf(39_999), ownerOf('acme'))).toBeUndefined()
  })
})

it('keeps two ids apart whose hashes are the same', () => {
  const generation = createIdGeneration(1)
  const textOf = (word: number, length = 4) => ({ words: Int32Array.of(word), length, hash: 5 })
  generation.add(textOf(1), ownerOf('acme'))
  generation.add(textOf(2), ownerOf('globex'))
  expect(generation.ownerAt(generation.find(textOf(1)))).toEqual(ownerOf('acme'))
  expect(generation.ownerAt(generation.find(textOf(2)))).toEqual(ownerOf('globex'))
  expect(generation.find(textOf(3))).toBe(-1)
  expect(generation.find(textOf(2, 3))).toBe(-1)
})

it('remembers how many records had gone out, beyond 32 bits', () => {
  const recent = createRecentIds(10)
  for (const order of [0, 2 ** 31, 2 ** 32 + 5, 2 ** 40 + 2 ** 31]) {
    expect(recent.add(`response-${order}`, { tenantId: 'acme', order })).toBeUndefined()
    expect(recent.add(`response-${order}`, { tenantId: 'acme', order: 1 })).toEqual({
      tenantId: 'acme',
      order,
    })
  }
})
