import type { CatalogTier } from '../../src/types.ts'

/** Sources begin a long-context price above so many tokens; 271,999 is how they say "from 272,000 on". */
export function thresholdOf(above: number): Pick<CatalogTier, 'aboveInputTokens' | 'inclusive'> {
  const inclusive = above % 1000 === 999
  return { aboveInputTokens: inclusive ? above + 1 : above, inclusive }
}
