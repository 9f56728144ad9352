import { meterEmbeddings } from '../embeddings/meter-embeddings.ts'
import type { Path, PathWorld } from './path.ts'

/** Paths of embeddings, for which LangChain has no callbacks. */
export const pathsOfEmbeddings: readonly Path[] = [
  {
    name: 'embeddings of an instrumented class',
    kind: 'answers',
    missing: ({ column }) => {
      const embeddings = column.embeddings?.()
      if (embeddings === undefined) return 'no embeddings'
      return 'embeddingWithRetry' in embeddings ? undefined : 'the class cannot be instrumented'
    },
    walk: async ({ column, text }) => void (await column.embeddings?.().embedDocuments(texts(text))),
  },
  {
    name: 'embeddings, `meterEmbeddings`',
    kind: 'answers',
    missing: noEmbeddings,
    async walk({ column, text, meter }) {
      const embeddings = column.embeddings?.()
      if (embeddings !== undefined) await meterEmbeddings(embeddings, { meter }).embedDocuments(texts(text))
    },
  },
]

function noEmbeddings({ column }: Pick<PathWorld, 'column'>): string | undefined {
  return column.embeddings === undefined ? 'no embeddings' : undefined
}

// An embedding has input alone, and its count is one that cannot be guessed from the texts. Each text names its
// correlation: Azure's class sends them one by one.
function texts(text: string): string[] {
  const counted = text.replace(/\[\[usage[^\]]*\]\]/, '[[usage in=77]]')
  return ['1', '2', '3'].map((number) => `${number} ${counted}`)
}
