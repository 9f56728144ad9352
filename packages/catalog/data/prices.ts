import type { Catalog } from '../src/types.ts'

export const catalog: Catalog = {
  schema: 1,
  version: '2026-11-10',
  checkedAt: '2026-11-10T00:00:00Z',
  characters: 0,
  vendors: ['openai', 'anthropic', 'google', 'mistral', 'deepseek', 'xai', 'cohere'],
  providers: [
    {
      id: 'openai',
      name: 'OpenAI',
      url: 'https://platform.openai.com/docs/pricing',
      aliases: ['openai-chat', 'openai-responses'],
      standIns: [],
      lines: `gpt-4 i30 o60
gpt-4-turbo i10 o30
gpt-4o =gpt-4o-2024-08-06 i2.5 o10 r1.25 *batch x0.5
gpt-4o-2024-05-13 i5 o15
gpt-4o-mini i0.15 o0.6 r0.075 *batch x0.5
gpt-4.1 i2 o8 r0.5 *batch x0.5
gpt-4.1-mini i0.4 o1.6 r0.1 *batch x0.5
gpt-4.1-nano i0.1 o0.4 r0.025 *batch x0.5
o1 i15 o60 r7.5
o3 [2025-06-10,) i2 o8 r0.5 *flex x0.5 *batch x0.5 | [,2025-06-10) i10 o40 r2.5
o3-mini i1.1 o4.4 r0.55
o4-mini i1.1 o4.4 r0.275
gpt-5 i1.25 o10 r0.125 *batch x0.5 *flex x0.5
gpt-5-mini i0.25 o2 r0.025 *batch x0.5 *flex x0.5
gpt-5-nano i0.05 o0.4 r0.005 *batch x0.5 *flex x0.5
gpt-5.1 i1.25 o10 r0.125 *batch x0.5 *flex x0.5
gpt-5.2 i1.75 o14 r0.175 *batch x0.5 *flex x0.5
gpt-5.4 i2.5 o15 r0.25 *batch x0.5 *flex x0.5 >=272000 i5 o22.5 r0.5
gpt-5.4-mini i0.75 o4.5 r0.075 *batch x0.5 *flex x0.5
gpt-5.5 i5 o30 r0.5 *batch x0.5 *flex x0.5 *priority i12.5 o75 r1.25
gpt-3.5-turbo i0.5 o1.5
text-embedding-3-small i0.02 o0
text-embedding-3-large i0.13 o0
`,
    },
    {
      id: 'anthropic',
      name: 'Anthropic',
      url: 'https://platform.claude.com/docs/en/about-claude/pricing',
      aliases: ['claude'],
      standIns: [],
      lines: `claude-3-haiku =claude-3-haiku-20240307 i0.25 o1.25 r0.03 w0.3 h0.5 *batch x0.5
claude-3-opus =claude-3-opus-20240229 =claude-3-opus-latest i15 o75 r1.5 w18.75 h30 *batch x0.5
claude-3-5-sonnet =claude-3-5-sonnet-latest i3 o15 r0.3 w3.75 h6 *batch x0.5
claude-3-5-haiku =claude-3-5-haiku-20241022 =claude-3-5-haiku-latest i0.8 o4 r0.08 w1 h1.6 *batch x0.5
claude-3-7-sonnet =claude-3-7-sonnet-20250219 i3 o15 r0.3 w3.75 h6 *batch x0.5
claude-sonnet-4-0 =claude-sonnet-4 =claude-sonnet-4-20250514 i3 o15 r0.3 w3.75 h6 *batch x0.5
claude-sonnet-4-5 =claude-sonnet-4-5-20250929 i3 o15 r0.3 w3.75 h6 webSearch:0.01 *batch x0.5
claude-sonnet-4-6 i3 o15 r0.3 w3.75 h6 webSearch:0.01 *batch x0.5
claude-sonnet-5 i2 o10 r0.2 w2.5 h4 webSearch:0.01 *batch x0.5
claude-haiku-4-5 =claude-haiku-4-5-20251001 i1 o5 r0.1 w1.25 h2 webSearch:0.01 *batch x0.5
claude-opus-4-1 i15 o75 r1.5 w18.75 h30 *batch x0.5
claude-opus-4-5 i5 o25 r0.5 w6.25 h10 webSearch:0.01 *batch x0.5
claude-opus-4-6 i5 o25 r0.5 w6.25 h10 webSearch:0.01 *batch x0.5
claude-opus-4-8 i5 o25 r0.5 w6.25 h10 webSearch:0.01 *batch x0.5
`,
    },
    {
      id: 'google',
      name: 'Google',
      url: 'https://ai.google.dev/gemini-api/docs/pricing',
      aliases: ['google-genai', 'google.generative-ai', 'google-vertexai', 'google-vertex', 'google.vertex', 'vertex-ai', 'gemini'],
      standIns: ['anthropic'],
      lines: `gemini-2.0-flash i0.1 o0.4 r0.025
gemini-2.5-pro i1.25 o10 r0.125 >200000 i2.5 o15 r0.25
gemini-2.5-flash i0.3 o2.5 r0.03 ia1
gemini-2.5-flash-lite i0.1 o0.4 r0.01 ia0.3
gemini-3-pro-preview i2 o12 r0.2 >200000 i4 o18 r0.4
gemini-3-flash-preview i0.5 o3 r0.05
gemini-3.1-pro-preview i2 o12 r0.2 >200000 i4 o18 r0.4
gemini-3.5-flash i1.5 o9 r0.15
`,
    },
    {
      id: 'xai',
      name: 'xAI',
      aliases: ['x-ai', 'grok'],
      standIns: [],
      lines: `grok-3 i3 o15 r0.75
grok-4 i3 o15 r0.75
grok-4-fast-reasoning i0.2 o0.5 r0.05
grok-code-fast-1 i0.2 o1.5 r0.02
grok-4.3 i1.25 o2.5 r0.2
`,
    },
    {
      id: 'mistral',
      name: 'Mistral',
      aliases: ['mistralai'],
      standIns: [],
      lines: `mistral-large-latest i0.5 o1.5
mistral-medium-latest i1.5 o7.5 r0.15
mistral-small-latest i0.15 o0.6
codestral-latest i0.3 o0.9
ministral-8b-latest i0.15 o0.15 r0.015
`,
    },
    {
      id: 'groq',
      name: 'Groq',
      aliases: [],
      standIns: [],
      lines: `llama-3.3-70b-versatile i0.59 o0.79
llama-3.1-8b-instant i0.05 o0.08
openai/gpt-oss-120b i0.15 o0.6 r0.075
moonshotai/kimi-k2-instruct-0905 i1 o3 r0.5
`,
    },
    {
      id: 'amazon-bedrock',
      name: 'Amazon Bedrock',
      aliases: ['bedrock', 'aws-bedrock', 'aws'],
      standIns: [],
      lines: `amazon.nova-pro-v1:0 i0.8 o3.2 r0.2
amazon.nova-lite-v1:0 i0.06 o0.24 r0.015
anthropic.claude-sonnet-4-5-20250929-v1:0 i3 o15 r0.3 w3.75 @regional i3.3 o16.5 r0.33 w4.125
`,
    },
    {
      id: 'azure',
      name: 'Azure OpenAI',
      aliases: ['azure-openai', 'azure-ai'],
      standIns: ['openai'],
      lines: '',
    },
    {
      id: 'cohere',
      name: 'Cohere',
      aliases: [],
      standIns: [],
      lines: `command-r-plus-08-2024 i2.5 o10
command-a-03-2025 i2.5 o10
`,
    },
    {
      id: 'ollama',
      name: 'Ollama',
      aliases: ['vllm', 'llama.cpp', 'llamacpp', 'lmstudio', 'local'],
      standIns: [],
      lines: '',
    },
  ],
}
