import type { PricedId } from './priced-id.ts'

/** A generation is this many model ids; two of them are kept, so memory is bounded by twice that. */
const GENERATION_LIMIT = 4096
const PROVIDERS_PER_MODEL = 16

/** Remembers resolved ids: by model id, and among those by provider. One map lookup when an id repeats. */
export interface Memo {
  get(provider: string, model: string): PricedId | undefined
  set(id: PricedId): PricedId
}

export function createMemo(): Memo {
  let young = new Map<string, PricedId>()
  let old = new Map<string, PricedId>()

  function set(id: PricedId): PricedId {
    if (young.size >= GENERATION_LIMIT) {
      old = young
      young = new Map()
    }
    const others = young.get(id.model)
    id.next = others !== undefined && countOf(others) < PROVIDERS_PER_MODEL ? others : undefined
    young.set(id.model, id)
    return id
  }

  /** Beyond the first look: another provider of the model, or an id of the older generation. */
  function seek(provider: string, model: string): PricedId | undefined {
    const known = withProvider(young.get(model), provider)
    if (known !== undefined) return known
    const older = withProvider(old.get(model), provider)
    return older === undefined ? undefined : set({ ...older })
  }

  return {
    get(provider, model) {
      const first = young.get(model)
      return first !== undefined && first.provider === provider ? first : seek(provider, model)
    },
    set,
  }
}

function withProvider(first: PricedId | undefined, provider: string): PricedId | undefined {
  let id = first
  while (id !== undefined && id.provider !== provider) id = id.next
  return id
}

function countOf(first: PricedId): number {
  let count = 0
  for (let id: PricedId | undefined = first; id !== undefined; id = id.next) count += 1
  return count
}
