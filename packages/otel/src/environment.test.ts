import { afterEach, expect, it, vi } from 'vitest'
import { environmentText } from './environment.ts'

afterEach(() => vi.unstubAllEnvs())

it.each([
  [undefined, undefined],
  ['', undefined],
  [' \t', undefined],
  [' 0 ', '0'],
])('reads %j as %j', (value, text) => {
  vi.stubEnv('TOKENTOLL_TEST', value)
  expect(environmentText('TOKENTOLL_TEST')).toBe(text)
})
