import { fieldsOf, textOf } from '../shapes/fields.ts'

/**
 * The service tier that a call's provider options ask for by name; `auto` leaves the choice, and the price,
 * to the provider.
 */
export function requestedTier(providerOptions: unknown): string | undefined {
  const { openai, azure } = fieldsOf(providerOptions)
  return namedTier(textOf(fieldsOf(openai)['serviceTier']) ?? textOf(fieldsOf(azure)['serviceTier']))
}

/** The tier, if it names a price of its own. */
export function namedTier(tier: string | undefined): string | undefined {
  return tier === undefined || tier === 'auto' || tier === 'default' ? undefined : tier
}
