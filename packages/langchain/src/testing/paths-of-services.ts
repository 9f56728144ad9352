import { drain } from './drain.ts'
import type { Path, PathWorld } from './path.ts'

const openaiOnly = ({ column }: Pick<PathWorld, 'column'>): string | undefined =>
  column.name.startsWith('OpenAI ') ? undefined : 'OpenAI only'
const anthropicOnly = ({ column }: Pick<PathWorld, 'column'>): string | undefined =>
  column.name === 'Anthropic' ? undefined : 'Anthropic only'

const flex = { model: 'gpt-5-mini', service_tier: 'flex' }
const search = '[[usage in=2037 out=300 search=2]]'

/** Paths on which the bill depends on more than tokens. */
export const pathsOfServices: readonly Path[] = [
  {
    name: 'service tier asked for, invoke',
    kind: 'answers',
    missing: openaiOnly,
    walk: async ({ column, text, callbacks }) => void (await column.model(flex).invoke(text, callbacks)),
  },
  {
    name: 'service tier asked for, stream',
    kind: 'answers',
    missing: openaiOnly,
    walk: async ({ column, text, callbacks }) => drain(column.model(flex).stream(text, callbacks)),
  },
  {
    name: 'service tier the provider chose, invoke',
    kind: 'answers',
    missing: openaiOnly,
    walk: async ({ column, text, callbacks }) =>
      void (await column.model({ model: 'gpt-5-mini' }).invoke(`[[tier flex]] ${text}`, callbacks)),
  },
  {
    name: 'web search by the provider, invoke',
    kind: 'answers',
    missing: anthropicOnly,
    walk: async ({ column, text, callbacks }) =>
      void (await column.model().invoke(searching(text), callbacks)),
  },
]

// Later directives win.
function searching(text: string): string {
  return `${text} ${search}`
}
