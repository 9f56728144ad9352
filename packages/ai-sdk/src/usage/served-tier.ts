import { fieldsOf, firstOfMetadata, textOf } from '../shapes/fields.ts'
import { namedTier } from './named-tier.ts'

/** The service tier that served the call, from wherever the SDK left it; undefined when nobody says. */
export function servedTier(
  providerMetadata: unknown,
  body: unknown,
  wireTier: string | undefined,
): string | undefined {
  return namedTier(
    textOf(fieldsOf(body)['service_tier']) ?? wireTier ?? firstOfMetadata(providerMetadata, fromOwn),
  )
}

const fromOwn = (own: unknown): string | undefined => {
  const { serviceTier, usage } = fieldsOf(own)
  return textOf(serviceTier) ?? textOf(fieldsOf(usage)['service_tier'])
}
