import type { ContractProviders } from './host.ts'

/** A wire format and the client that speaks it. */
export interface Api {
  readonly name: 'OpenAI chat' | 'OpenAI responses' | 'Anthropic' | 'Google'
  readonly provider: 'openai' | 'anthropic' | 'google'
  readonly modelId: string
  /** Figures that make every field of the usage count. */
  readonly usage: string
  model(providers: ContractProviders, modelId?: string): object
}

/** The four wire formats of the coverage page. */
export const apis: readonly Api[] = [
  {
    name: 'OpenAI chat',
    provider: 'openai',
    modelId: 'gpt-5-mini',
    usage: '[[usage in=2006 out=300 cached=1920 reasoning=192]]',
    model: ({ openai }, modelId = 'gpt-5-mini') => openai.chat(modelId),
  },
  {
    name: 'OpenAI responses',
    provider: 'openai',
    modelId: 'gpt-5-mini',
    usage: '[[usage in=2006 out=300 cached=1920 reasoning=192]]',
    model: ({ openai }, modelId = 'gpt-5-mini') => openai.responses(modelId),
  },
  {
    name: 'Anthropic',
    provider: 'anthropic',
    modelId: 'claude-sonnet-4-5',
    usage: '[[usage in=8021 out=300 cached=5000 write=1000 write1h=2000]]',
    model: ({ anthropic }, modelId = 'claude-sonnet-4-5') => anthropic(modelId),
  },
  {
    name: 'Google',
    provider: 'google',
    modelId: 'gemini-2.5-flash',
    usage: '[[usage in=2006 out=300 cached=1920 reasoning=192]]',
    model: ({ google }, modelId = 'gemini-2.5-flash') => google(modelId),
  },
]
