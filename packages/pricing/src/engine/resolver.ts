import { refusal } from '../errors.ts'
import type { ModelMatch } from '../types.ts'
import { usualQuote } from './choose-card.ts'
import type { PricedId } from './priced-id.ts'
import { ANY_MODEL } from './provider-shelf.ts'
import { findModel } from './resolve-model.ts'
import { type Found, required, type Shelf } from './shelf.ts'

/** Prefixes come off one by one, in quadratic time: no model has a longer id, so none is looked for. */
const LONGEST_ID = 512

/** Finds models by the ids that calls give, deployment names first. */
export interface Resolver {
  find(provider: string, model: string): Found | undefined
  resolve(provider: string, model: string): PricedId
  /** An id without the differences that mean nothing: deployment name and case. */
  nameOf(model: string): string
  /** The model that an id stands for, to compare with others; a relative or any model is not the same one. */
  modelOf(id: PricedId): string
}

export function createResolver(shelf: Shelf, aliases: Readonly<Record<string, string>>): Resolver {
  const deployments = readAliases(aliases)
  const index = {
    lookup: (id: string): string | undefined => deployments.get(id),
    isProviderName: shelf.isProviderName,
  }

  function targetOf(model: string): string | undefined {
    if (deployments.size === 0 || model.length > LONGEST_ID) return undefined
    const found = findModel(index, model)
    const isSame = found?.matchedBy === 'direct' || found?.matchedBy === 'normalised'
    return isSame ? found?.model : undefined
  }

  function find(provider: string, model: string): Found | undefined {
    const id = targetOf(model) ?? model
    return id.length > LONGEST_ID ? undefined : shelf.find(provider, id)
  }

  function nameOf(model: string): string {
    return (targetOf(model) ?? model).trim().toLowerCase()
  }

  return {
    find,
    nameOf,
    resolve(provider, model) {
      const canonicalProvider = shelf.providerOf(required(provider, 'provider'))
      const found = find(canonicalProvider, required(model, 'model'))
      const isDeployment = found?.matchedBy === 'exact' && targetOf(model) !== undefined
      const matchedBy: ModelMatch = isDeployment ? 'alias' : (found?.matchedBy ?? 'none')
      return {
        provider,
        model,
        next: undefined,
        canonicalProvider,
        priced: found?.priced,
        matchedBy,
        region: found?.region,
        status: found === undefined ? 'unpriced' : matchedBy === 'family' ? 'estimated' : 'priced',
        usual: found === undefined ? undefined : usualQuote(found, canonicalProvider, matchedBy),
        dated: undefined,
        lasting: undefined,
      }
    },
    modelOf({ model, priced, matchedBy }) {
      const isSame = priced !== undefined && priced.model !== ANY_MODEL && matchedBy !== 'family'
      return isSame ? priced.model : nameOf(model)
    },
  }
}

/** Deployment names as written and in lower case; one as it was written wins. */
function readAliases(aliases: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [name, model] of Object.entries(aliases)) {
    names.set(required(name, 'aliases').trim(), required(model, `aliases.${name}`))
  }
  for (const [name, model] of names) {
    const lower = name.toLowerCase()
    const known = names.get(lower) ?? model
    if (known !== model && !Object.hasOwn(aliases, lower)) {
      const remedy = 'Names are found in any case: leave one out.'
      throw refusal('overlay_invalid', 'Two deployments of one name', `aliases.${name}`, model, remedy)
    }
    names.set(lower, known)
  }
  return names
}
