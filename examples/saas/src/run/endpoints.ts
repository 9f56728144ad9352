import { DemoError } from './demo-error.ts'

/** Where the provider clients send their calls. Undefined base URLs mean the real providers. */
export interface Endpoints {
  readonly openai: { readonly baseURL?: string; readonly apiKey: string }
  readonly anthropic: { readonly baseURL?: string; readonly apiKey: string }
  readonly google: { readonly baseURL?: string; readonly apiKey: string }
}

/** The real providers, with the keys of the environment. Names what is missing. */
export function liveEndpoints(environment: NodeJS.ProcessEnv): Endpoints {
  const key = (name: string): string => {
    const value = environment[name]
    if (value === undefined || value === '') {
      throw new DemoError(`--live needs ${name} in the environment; set it, or run without --live`)
    }
    return value
  }
  return {
    openai: { apiKey: key('OPENAI_API_KEY') },
    anthropic: { apiKey: key('ANTHROPIC_API_KEY') },
    google: { apiKey: key('GOOGLE_GENERATIVE_AI_API_KEY') },
  }
}
