import type { Fields } from '../fields.ts'

/** What the first chunk of a stream said; LangChain adds later chunks to it and then it cannot be told apart. */
export interface FirstChunk {
  readonly usageMetadata: Fields | undefined
  readonly responseMetadata: Fields
}
