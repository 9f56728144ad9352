import { withAttribution, type Attribution } from '@tokentoll/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TokentollOptions } from '../options.ts'
import type { ContractHost, SdkOptions } from './host.ts'
import { tokentollMiddleware } from '../wrap/middleware.ts'
import { wrapModel } from '../wrap/wrap-model.ts'
import { offers, openWay, type WayName } from './ways.ts'
import { startWorld, type World } from './world.ts'

/** Who caused a call: context first, then the call's provider options, then its telemetry settings. */
export function describeAttribution(host: ContractHost): void {
  let world: World
  beforeAll(async () => void (world = await startWorld(host)))
  afterAll(() => world.stop())
  afterEach(() => world.clear())

  const attributionOf = async (
    way: WayName,
    settings: SdkOptions,
    options: TokentollOptions = {},
  ): Promise<Attribution> => {
    const open = openWay(host, way, world.providers, { ...options, meter: world.meter })
    const model = open.model(({ openai }) => openai.chat('gpt-4o'))
    try {
      await host.sdk.generateText({ model, prompt: 'Hello', ...settings })
    } finally {
      open.close()
    }
    const { records } = await world.settled()
    expect(records).toHaveLength(1)
    return defined(records[0]?.attribution ?? {})
  }

  const tokentoll = {
    tenantId: 'from-options',
    userId: 'ada',
    task: 'summary',
    conversationId: 'c-9',
    tags: { plan: 'pro' },
  }
  const providerOptions = { tokentoll }

  // Version 6 shows its integrations a step's result, not the options of the call.
  const optionWays: readonly WayName[] =
    host.major === 7 ? ['middleware', 'wrapped', 'registered', 'all three'] : ['middleware', 'wrapped']
  describe.each(optionWays)('provider options, %s', (way) => {
    it('are read', async () => {
      expect(await attributionOf(way, { providerOptions })).toEqual(tokentoll)
    })

    it('never overrule the context, and fill what it leaves open', async () => {
      const rest = { userId: 'ada', conversationId: 'c-9', tags: { plan: 'pro' } }
      const seen = await withAttribution({ tenantId: 'from-context', task: 'main-chat' }, () =>
        attributionOf(way, { providerOptions: { tokentoll: rest } }),
      )
      expect(seen).toEqual({ ...rest, tenantId: 'from-context', task: 'main-chat' })
    })

    it('of another tenant than the context give nobody’s users away', async () => {
      const seen = await withAttribution({ tenantId: 'from-context' }, () =>
        attributionOf(way, { providerOptions }),
      )
      expect(seen).toEqual({ tenantId: 'from-context', task: tokentoll.task })
    })

    it('overrule telemetry settings', async () => {
      const settings = { providerOptions, ...host.telemetry({ isEnabled: true, functionId: 'a-function' }) }
      expect(await attributionOf(way, settings)).toEqual(tokentoll)
    })

    it('have a key of the user’s choice', async () => {
      const settings = { providerOptions: { billing: { task: 'mine' } } }
      expect(await attributionOf(way, settings, { providerOptionsKey: 'billing' })).toEqual({ task: 'mine' })
    })

    it('of no use are left out', async () => {
      const settings = {
        providerOptions: { tokentoll: { tenantId: '', userId: 42, task: { a: 1 }, tags: ['x'] } },
      }
      expect(await attributionOf(way, settings)).toEqual({ userId: '42' })
    })
  })

  it.each(['middleware', 'wrapped'] as const)(
    'our key never reaches the provider client, %s',
    async (way) => {
      const seen: unknown[] = []
      const client = {
        specificationVersion: host.major === 5 ? 'v2' : 'v3',
        provider: 'openai.chat',
        modelId: 'gpt-4o',
        supportedUrls: {},
        doGenerate: async (params: SdkOptions) => {
          seen.push(params['providerOptions'])
          throw new Error('seen')
        },
        doStream: async () => Promise.reject(new Error('not asked')),
      }
      const options = { meter: world.meter }
      const model =
        way === 'middleware'
          ? host.wrapLanguage(client, tokentollMiddleware(options))
          : wrapModel(client, options)
      const settings = { providerOptions: { ...providerOptions, openai: { user: 'u' } }, maxRetries: 0 }
      await expect(host.sdk.generateText({ model, prompt: 'Hello', ...settings })).rejects.toThrow('seen')
      expect(seen).toEqual([{ openai: { user: 'u' } }])
    },
  )

  if (offers(host, 'registered')) {
    describe('telemetry settings', () => {
      const key = host.major === 7 ? 'runtimeContext' : 'metadata'
      const withContext = (context: SdkOptions): SdkOptions =>
        host.major === 7
          ? {
              runtimeContext: context,
              ...host.telemetry({
                functionId: 'summarization',
                includeRuntimeContext: Object.fromEntries(Object.keys(context).map((name) => [name, true])),
              }),
            }
          : host.telemetry({ isEnabled: true, functionId: 'summarization', metadata: context })

      it(`give the task by functionId, and the rest by allow-listed ${key}`, async () => {
        const seen = await attributionOf('registered', withContext({ tenantId: 'acme', userId: 'ada' }))
        expect(seen).toEqual({ tenantId: 'acme', userId: 'ada', task: 'summarization' })
      })

      it('read the keys of the user’s choice', async () => {
        const seen = await attributionOf('registered', withContext({ orgId: 'acme' }), {
          runtimeContextKeys: { tenantId: 'orgId' },
          functionIdAsTask: false,
        })
        expect(seen).toEqual({ tenantId: 'acme' })
      })

      it('never overrule the context', async () => {
        const seen = await withAttribution({ tenantId: 'from-context' }, () =>
          attributionOf('registered', withContext({ tenantId: 'forged' })),
        )
        expect(seen).toEqual({ tenantId: 'from-context', task: 'summarization' })
      })
    })
  }

  if (host.major === 7) {
    it('keeps runtime context that the call does not allow out of the records', async () => {
      const seen = await attributionOf('registered', { runtimeContext: { tenantId: 'hidden' } })
      expect(seen).toEqual({})
    })

    it('hands telemetry settings to the layer inside', async () => {
      const seen = await attributionOf('all three', host.telemetry({ functionId: 'summarization' }))
      expect(seen).toEqual({ task: 'summarization' })
    })
  }
}

function defined(attribution: Attribution): Attribution {
  return Object.fromEntries(Object.entries(attribution).filter(([, value]) => value !== undefined))
}
