/**
 * A service tier as it is priced: OpenAI's `default` is its standard tier, asked for or answered; `auto` leaves
 * the choice to the provider, and names none.
 */
export function namedTier(tier: string | undefined): string | undefined {
  if (tier === 'default') return 'standard'
  return tier === 'auto' ? undefined : tier
}
