import { TokentollError } from '@tokentoll/core'
import { describe, expect, it } from 'vitest'
import { tokentollIntegration } from '../integration/integration.ts'
import { registerTokentoll } from '../integration/register.ts'
import type { TokentollOptions } from '../options.ts'
import { fakeModel } from '../testing/fake-model.ts'
import { tokentollMiddleware } from '../wrap/middleware.ts'
import { wrapModel } from '../wrap/wrap-model.ts'
import { wrapProvider } from '../wrap/wrap-provider.ts'

const waysIn: readonly (readonly [string, (options: TokentollOptions) => unknown])[] = [
  ['wrapModel', (options) => wrapModel(fakeModel(), options)],
  ['wrapProvider', (options) => wrapProvider({ languageModel: () => fakeModel() }, options)],
  ['tokentollMiddleware', tokentollMiddleware],
  ['tokentollIntegration', tokentollIntegration],
  ['registerTokentoll', (options) => registerTokentoll(options)],
]

describe('abandonAfterMs', () => {
  it.each(waysIn)('that is no time above 0 is refused by %s where it is given', (_name, open) => {
    for (const abandonAfterMs of [Number.NaN, 0, -1, '5m' as unknown as number]) {
      let thrown: unknown
      try {
        open({ abandonAfterMs })
      } catch (error) {
        thrown = error
      }
      expect(TokentollError.isInstance(thrown)).toBe(true)
      expect(thrown).toMatchObject({
        code: 'invalid_option',
        field: 'abandonAfterMs',
        value: abandonAfterMs,
        message: expect.stringContaining('Infinity for never'),
      })
    }
  })
})
