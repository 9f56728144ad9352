import { fieldsOf, textOf } from '../shapes/fields.ts'
import { namedTier } from './named-tier.ts'

/** The service tier that a call's provider options ask for by name. */
export function requestedTier(providerOptions: unknown): string | undefined {
  const { openai, azure } = fieldsOf(providerOptions)
  return namedTier(textOf(fieldsOf(openai)['serviceTier']) ?? textOf(fieldsOf(azure)['serviceTier']))
}
