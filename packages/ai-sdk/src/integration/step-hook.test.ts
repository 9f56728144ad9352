import { describe, expect, it } from 'vitest'
import { withStepHook } from './step-hook.ts'

const hook = (): void => {}
const made = (): Readonly<Record<string, unknown>> => withStepHook({ onStart: hook }, hook)
const ask = (integration: Readonly<Record<string, unknown>>, names: readonly string[]): unknown =>
  names.map((name) => integration[name]).at(-1)

// In the order in which the versions read them.
const version6 = ['onStart', 'onStepStart', 'onToolCallStart', 'onToolCallFinish', 'onStepFinish']
const version7 = ['onStepEnd', 'onStepFinish']

describe('the step hook', () => {
  it.each([
    ['version 6', version6, hook],
    ['version 7', version7, undefined],
    ['version 6 after version 7', [...version7, ...version6], hook],
    ['version 6 after somebody who asks for onStepEnd only', ['onStepEnd', ...version6], hook],
    ['somebody who asks for nothing else', ['onStepFinish'], hook],
  ])('is shown to %s as it should be', (_who, names, expected) => {
    expect(ask(made(), names)).toBe(expected)
  })

  it('stays in a copy, and nothing that it is known by does', () => {
    const integration = made()
    expect({ ...integration }).toEqual({ onStart: hook, onStepFinish: hook })
    expect(ask(integration, version7)).toBe(undefined)
  })
})
