import type { ProviderName } from './types.ts'

/** USD per 1,000,000 tokens as decimal strings; web searches in USD per 1,000. */
export interface ListPrices {
  readonly input: string
  readonly output: string
  /** The input price when left out. */
  readonly cacheRead?: string
  /** The input price when left out. */
  readonly cacheWrite?: string
  /** The cacheWrite price when left out. */
  readonly cacheWrite1h?: string
  readonly webSearch?: string
}

/** One model this server charges for. */
export interface ListedModel {
  readonly provider: ProviderName
  /** Id that clients ask for. */
  readonly model: string
  /** Id that answers name, when the provider answers with a dated snapshot. */
  readonly snapshot?: string
  /** Whether the model reasons unasked. */
  readonly reasons?: boolean
  readonly prices: ListPrices
  /** Prices of other service tiers; a tier that is not here is answered and charged as standard. */
  readonly serviceTiers?: Readonly<Record<string, ListPrices>>
  /** Prices of the whole call once its input is larger than this many tokens. */
  readonly longContext?: { readonly aboveInputTokens: number; readonly prices: ListPrices }
  /** Page the prices are published on. */
  readonly source: string
}

const openaiPage = 'https://platform.openai.com/docs/pricing'
const anthropicPage = 'https://platform.claude.com/docs/en/about-claude/pricing'
const googlePage = 'https://ai.google.dev/gemini-api/docs/pricing'

/**
 * Prices of November 2026, kept by hand and apart from any catalogue of Tokentoll.
 * OpenAI's priority prices: https://openai.com/api-priority-processing/; flex is half of standard.
 */
export const priceList: readonly ListedModel[] = [
  {
    provider: 'openai',
    model: 'gpt-4o',
    snapshot: 'gpt-4o-2024-08-06',
    prices: { input: '2.5', cacheRead: '1.25', output: '10' },
    serviceTiers: { priority: { input: '4.25', cacheRead: '2.125', output: '17' } },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-4o-mini',
    snapshot: 'gpt-4o-mini-2024-07-18',
    prices: { input: '0.15', cacheRead: '0.075', output: '0.6' },
    serviceTiers: { priority: { input: '0.25', cacheRead: '0.125', output: '1' } },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-4.1',
    snapshot: 'gpt-4.1-2025-04-14',
    prices: { input: '2', cacheRead: '0.5', output: '8' },
    serviceTiers: { priority: { input: '3.5', cacheRead: '0.875', output: '14' } },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-4.1-mini',
    snapshot: 'gpt-4.1-mini-2025-04-14',
    prices: { input: '0.4', cacheRead: '0.1', output: '1.6' },
    serviceTiers: { priority: { input: '0.7', cacheRead: '0.175', output: '2.8' } },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-4.1-nano',
    snapshot: 'gpt-4.1-nano-2025-04-14',
    prices: { input: '0.1', cacheRead: '0.025', output: '0.4' },
    serviceTiers: { priority: { input: '0.2', cacheRead: '0.05', output: '0.8' } },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-5',
    snapshot: 'gpt-5-2025-08-07',
    reasons: true,
    prices: { input: '1.25', cacheRead: '0.125', output: '10' },
    serviceTiers: {
      flex: { input: '0.625', cacheRead: '0.0625', output: '5' },
      priority: { input: '2.5', cacheRead: '0.25', output: '20' },
    },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-5-mini',
    snapshot: 'gpt-5-mini-2025-08-07',
    reasons: true,
    prices: { input: '0.25', cacheRead: '0.025', output: '2' },
    serviceTiers: {
      flex: { input: '0.125', cacheRead: '0.0125', output: '1' },
      priority: { input: '0.45', cacheRead: '0.045', output: '3.6' },
    },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-5-nano',
    snapshot: 'gpt-5-nano-2025-08-07',
    reasons: true,
    prices: { input: '0.05', cacheRead: '0.005', output: '0.4' },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'gpt-5.1',
    snapshot: 'gpt-5.1-2025-11-13',
    reasons: true,
    prices: { input: '1.25', cacheRead: '0.125', output: '10' },
    serviceTiers: { priority: { input: '2.5', cacheRead: '0.25', output: '20' } },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'o3',
    snapshot: 'o3-2025-04-16',
    reasons: true,
    prices: { input: '2', cacheRead: '0.5', output: '8' },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'o4-mini',
    snapshot: 'o4-mini-2025-04-16',
    reasons: true,
    prices: { input: '1.1', cacheRead: '0.275', output: '4.4' },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'text-embedding-3-small',
    prices: { input: '0.02', output: '0' },
    source: openaiPage,
  },
  {
    provider: 'openai',
    model: 'text-embedding-3-large',
    prices: { input: '0.13', output: '0' },
    source: openaiPage,
  },
  {
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    snapshot: 'claude-sonnet-4-5-20250929',
    prices: {
      input: '3',
      cacheRead: '0.3',
      cacheWrite: '3.75',
      cacheWrite1h: '6',
      output: '15',
      webSearch: '10',
    },
    source: anthropicPage,
  },
  {
    provider: 'anthropic',
    model: 'claude-haiku-4-5',
    snapshot: 'claude-haiku-4-5-20251001',
    prices: {
      input: '1',
      cacheRead: '0.1',
      cacheWrite: '1.25',
      cacheWrite1h: '2',
      output: '5',
      webSearch: '10',
    },
    source: anthropicPage,
  },
  {
    provider: 'anthropic',
    model: 'claude-opus-4-5',
    snapshot: 'claude-opus-4-5-20251101',
    prices: {
      input: '5',
      cacheRead: '0.5',
      cacheWrite: '6.25',
      cacheWrite1h: '10',
      output: '25',
      webSearch: '10',
    },
    source: anthropicPage,
  },
  {
    provider: 'anthropic',
    model: 'claude-opus-4-1',
    snapshot: 'claude-opus-4-1-20250805',
    prices: {
      input: '15',
      cacheRead: '1.5',
      cacheWrite: '18.75',
      cacheWrite1h: '30',
      output: '75',
      webSearch: '10',
    },
    source: anthropicPage,
  },
  {
    provider: 'google',
    model: 'gemini-2.5-pro',
    reasons: true,
    prices: { input: '1.25', cacheRead: '0.125', output: '10' },
    longContext: {
      aboveInputTokens: 200_000,
      prices: { input: '2.5', cacheRead: '0.25', output: '15' },
    },
    source: googlePage,
  },
  {
    provider: 'google',
    model: 'gemini-2.5-flash',
    reasons: true,
    prices: { input: '0.3', cacheRead: '0.03', output: '2.5' },
    source: googlePage,
  },
  {
    provider: 'google',
    model: 'gemini-2.5-flash-lite',
    prices: { input: '0.1', cacheRead: '0.01', output: '0.4' },
    source: googlePage,
  },
  {
    provider: 'google',
    model: 'gemini-2.0-flash',
    prices: { input: '0.1', cacheRead: '0.025', output: '0.4' },
    source: googlePage,
  },
  {
    provider: 'google',
    model: 'gemini-embedding-001',
    prices: { input: '0.15', output: '0' },
    source: googlePage,
  },
]

/** The listed model behind an id or one of its dated snapshots. */
export function findListed(provider: ProviderName, model: string): ListedModel | undefined {
  return priceList.find(
    (listed) => listed.provider === provider && (listed.model === model || listed.snapshot === model),
  )
}
