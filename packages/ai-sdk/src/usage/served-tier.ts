import { fieldsOf, firstOfMetadata, textOf } from '../shapes/fields.ts'

/** The service tier that served the call, from wherever the SDK left it; undefined when nobody says. */
export function servedTier(
  providerMetadata: unknown,
  body: unknown,
  wireTier: string | undefined,
): string | undefined {
  return named(
    textOf(fieldsOf(body)['service_tier']) ?? wireTier ?? firstOfMetadata(providerMetadata, fromOwn),
  )
}

const fromOwn = (own: unknown): string | undefined => {
  const { serviceTier, usage } = fieldsOf(own)
  return textOf(serviceTier) ?? textOf(fieldsOf(usage)['service_tier'])
}

// OpenAI answers `default` for its standard tier; `auto` names what was asked for, not what served.
function named(tier: string | undefined): string | undefined {
  if (tier === 'default') return 'standard'
  return tier === 'auto' ? undefined : tier
}
