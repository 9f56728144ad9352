import type { CatalogEntry } from '../src/types.ts'

const CLAUDE = /(?:^|\/)claude-/
const VERSION_DOT = /(?<=\d)\.(?=\d)/g
const SNAPSHOT = /\d{8}|:/

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

/**
 * The ids of Claude with dashes for dots, as Anthropic writes them: market places write `claude-opus-4.5`, and
 * people who change the base URL of a client keep the id they had.
 */
export function withDashes(
  models: ReadonlyMap<string, readonly CatalogEntry[]>,
): ReadonlyMap<string, readonly CatalogEntry[]> {
  const taken = new Set([...models].flatMap(([id, [entry]]) => [id, ...(entry?.aliases ?? [])]))
  return new Map(
    [...models].map(([id, entries]) => {
      const ids = [id, ...(entries[0]?.aliases ?? []).filter((alias) => !SNAPSHOT.test(alias))]
      const dashed = ids.filter((one) => CLAUDE.test(one)).map((one) => one.replaceAll(VERSION_DOT, '-'))
      const added = dashed.filter((one) => !taken.has(one))
      return [id, entries.map((entry) => ({ ...entry, aliases: [...entry.aliases, ...added] }))]
    }),
  )
}
