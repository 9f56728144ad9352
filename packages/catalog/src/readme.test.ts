import { readFileSync } from 'node:fs'
import { runReadmeExample } from '@tokentoll/tooling/readme'
import { expect, it } from 'vitest'
import { PRICE_CODES, readLine } from './format.ts'
import { catalog } from './index.ts'

const readme = new URL('../README.md', import.meta.url)
const text = readFileSync(readme, 'utf8')

it('the example of the README prints what it says', async () => {
  expect(await runReadmeExample({ readme })).toBe('0.15 0.6 0.075\n')
})

it('promises no more than the catalogue has', () => {
  expect(text).toContain('more than 2,900 models of more than 50 providers')
  const models = catalog.providers.reduce((sum, { lines }) => sum + lines.split('\n').length, 0)
  expect([models > 2900, catalog.providers.length > 50]).toEqual([true, true])
})

it('explains words that can be read, and every letter', () => {
  const cells = text.split('\n').filter((line) => line.startsWith('| `'))
  const words = cells.flatMap((line) =>
    [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  )
  for (const [code] of PRICE_CODES)
    expect(words.some((word) => word.replace(/[\d./]+$/, '') === code)).toBe(true)
  const whole = words.filter((word) => word.length > 2 && !word.includes('|'))
  for (const word of whole) {
    const aliases = word.startsWith('=') ? ` ${word}` : ''
    const rest = word.startsWith('=') ? '' : ` ${word.replace('…', 'acme.test')}`
    expect(readLine(`model${aliases} i1 o1${rest}`)).toHaveLength(1)
  }
  expect(whole.length).toBeGreaterThan(10)
  expect(readLine('model i250000/3 o1')[0]?.prices.input).toEqual({ pico: 250_000, per: 3 })
})
