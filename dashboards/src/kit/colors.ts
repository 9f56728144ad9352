import type { DynamicConfigValue, MatcherConfig } from '@grafana/grafana-foundation-sdk/dashboard'

/** An override of Grafana's field configuration. */
export interface FieldOverride {
  readonly matcher: MatcherConfig
  readonly properties: DynamicConfigValue[]
}

/** Names that keep one colour on every panel; the palette alone gives the same provider another one each time. */
export type KnownNames = 'providers' | 'tokenTypes'

const COLORS: Readonly<Record<KnownNames, Readonly<Record<string, string>>>> = {
  providers: {
    openai: 'green',
    anthropic: 'orange',
    google: 'blue',
    'google-vertex': 'light-blue',
    'azure-openai': 'semi-dark-blue',
    'amazon-bedrock': 'semi-dark-orange',
    groq: 'red',
    mistral: 'yellow',
    openrouter: 'purple',
    cache: 'gray',
    // Values beyond the limit of series: the palette would give it a provider's colour.
    __other__: 'dark-purple',
  },
  tokenTypes: {
    input: 'blue',
    output: 'orange',
    cache_read: 'green',
    cache_write: 'purple',
    reasoning: 'yellow',
  },
}

/** One override per known name. */
export function fixedColors(names: KnownNames): FieldOverride[] {
  return Object.entries(COLORS[names]).map(([name, fixedColor]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  }))
}
