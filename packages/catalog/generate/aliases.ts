import type { CatalogEntry } from '../src/types.ts'

/** Further ids of a model: snapshots and spellings that a provider serves at the price of the model. */
export interface ReviewedAliases {
  readonly provider: string
  readonly model: string
  readonly aliases: readonly string[]
}

/** Adds further ids to the models of a provider; throws for a model or an id that cannot be right. */
export function withAliases(
  provider: string,
  models: ReadonlyMap<string, { readonly entries: readonly CatalogEntry[] }>,
  reviewed: readonly ReviewedAliases[],
): ReadonlyMap<string, readonly CatalogEntry[]> {
  const names = new Set(
    [...models.values()].flatMap(({ entries }) =>
      entries.slice(0, 1).flatMap((entry) => [entry.model, ...entry.aliases]),
    ),
  )
  const named = new Map<string, readonly CatalogEntry[]>()
  for (const { model, aliases } of reviewed.filter((one) => one.provider === provider)) {
    const entries = named.get(model) ?? models.get(model)?.entries
    if (entries === undefined) throw new Error(`reviewed/aliases.json: ${provider} has no model ${model}`)
    for (const alias of aliases) {
      if (names.has(alias)) throw new Error(`reviewed/aliases.json: ${provider} has ${alias} already`)
      names.add(alias)
    }
    named.set(
      model,
      entries.map((entry) => ({ ...entry, aliases: [...entry.aliases, ...aliases] })),
    )
  }
  return named
}
