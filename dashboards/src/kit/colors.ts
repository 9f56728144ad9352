import type { DynamicConfigValue, MatcherConfig } from '@grafana/grafana-foundation-sdk/dashboard'

/** An override of Grafana's field configuration. */
export interface FieldOverride {
  readonly matcher: MatcherConfig
  readonly properties: DynamicConfigValue[]
}

/** Known series keep one colour on every panel; the palette alone gives the same provider another one each time. */
const COLORS: Readonly<Record<string, string>> = {
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
  input: 'blue',
  output: 'orange',
  cache_read: 'green',
  cache_write: 'purple',
  reasoning: 'yellow',
}

/** One override per known name. */
export function fixedColors(): FieldOverride[] {
  return Object.entries(COLORS).map(([name, fixedColor]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  }))
}
