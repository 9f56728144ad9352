import { describe, expect, it } from 'vitest'
import { mergeAttribution } from './attribution.ts'
import { currentAttribution, withAttribution } from './context.ts'

describe('withAttribution', () => {
  it('is inherited across awaits, timers and concurrent requests', async () => {
    const request = (tenantId: string) =>
      withAttribution({ tenantId }, async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
        return currentAttribution()?.tenantId
      })
    const tenants = Array.from({ length: 200 }, (_, index) => `tenant-${index}`)
    expect(await Promise.all(tenants.map(request))).toEqual(tenants)
  })

  it('nests: the inner fields win, what they leave open comes from outside', () => {
    const seen = withAttribution(
      { tenantId: 'acme', task: 'chat', tags: { plan: 'pro', region: 'eu' } },
      () => withAttribution({ task: 'search', tags: { plan: 'trial' } }, currentAttribution),
    )
    expect(seen).toEqual({
      tenantId: 'acme',
      userId: undefined,
      task: 'search',
      conversationId: undefined,
      tags: { plan: 'trial', region: 'eu' },
    })
  })

  it('ends with its function, and is undefined outside', () => {
    expect(withAttribution({ tenantId: 'acme' }, () => 42)).toBe(42)
    expect(currentAttribution()).toBeUndefined()
  })

  it('is shared with a second copy of the package', async () => {
    const second: string = './context.ts?copy'
    const copy = (await import(second)) as typeof import('./context.ts')
    expect(copy.withAttribution).not.toBe(withAttribution)
    expect(copy.withAttribution({ tenantId: 'acme' }, () => currentAttribution()?.tenantId)).toBe('acme')
  })
})

describe('mergeAttribution', () => {
  it('takes the first layer that knows a field', () => {
    expect(mergeAttribution(undefined, { userId: 'ada' }, { tenantId: 'acme', userId: 'eve' })).toMatchObject(
      {
        tenantId: 'acme',
        userId: 'ada',
      },
    )
  })
})

it('mixes no tenants: another tenant inherits the task only', () => {
  const outer = { tenantId: 'acme', userId: 'ada', task: 'chat', conversationId: 'c1', tags: { plan: 'pro' } }
  expect(withAttribution(outer, () => withAttribution({ tenantId: 'globex' }, currentAttribution))).toEqual({
    tenantId: 'globex',
    userId: undefined,
    task: 'chat',
    conversationId: undefined,
    tags: undefined,
  })
})

it('takes what untyped callers give: numbers as text, empty as none, null as nothing', () => {
  expect(mergeAttribution({ tenantId: '' }, { tenantId: 42 as never, userId: {} as never })).toMatchObject({
    tenantId: '42',
    userId: undefined,
  })
  expect(withAttribution(null as never, () => 1)).toBe(1)
})
