import { PRICE_CODES } from '../src/price-codes.ts'
import type { CatalogPrice } from '../src/types.ts'
import type { Decision } from './decide.ts'
import { samePrice, type Opinion } from './opinion.ts'

const DATE_SUFFIX = /-(?:20\d{6}|20\d\d-[01]\d-[0-3]\d)$/

/** Ids that a source keeps under one model, and dated ids, share a line when their prices are the same. */
export function foldAliases(
  decided: readonly { readonly list: readonly Opinion[]; readonly decision: Decision }[],
): Map<string, Decision> {
  const kept = new Map<string, Decision>()
  const aliases = new Map<string, string[]>()
  const rank = (id: string, list: readonly Opinion[]): number =>
    list.some((opinion) => opinion.canonical === id) && !DATE_SUFFIX.test(id) ? 0 : 1
  const ordered = [...decided].sort(
    (a, b) => rank(a.list[0]?.id ?? '', a.list) - rank(b.list[0]?.id ?? '', b.list),
  )
  const keptIds = new Map<string, string>()
  for (const { list, decision } of ordered) {
    const id = list[0]?.id ?? ''
    const parents = [...list.map((opinion) => opinion.canonical), id.replace(DATE_SUFFIX, '')]
    const parent = parents
      .filter((name) => name.toLowerCase() !== id.toLowerCase())
      .map((name) => keptIds.get(name.toLowerCase()))
      .find((name) => name !== undefined && costTheSame(kept.get(name) ?? decision, decision))
    if (parent === undefined) {
      kept.set(id, decision)
      keptIds.set(id.toLowerCase(), id)
    } else {
      aliases.set(parent, [...(aliases.get(parent) ?? []), id])
      const known = kept.get(parent)
      if (known !== undefined) kept.set(parent, surer(known, decision))
    }
  }
  return new Map(
    [...kept].map(([id, decision]) => [
      id,
      {
        ...decision,
        entries: decision.entries.map((entry) => ({ ...entry, aliases: aliases.get(id) ?? [] })),
      },
    ]),
  )
}

/** Same dates and tiers, same price for every kind of token and unit that both have a price for. */
function costTheSame(a: Decision, b: Decision): boolean {
  if (a.entries.length !== b.entries.length) return false
  return a.entries.every((entry, index) => {
    const other = b.entries[index]
    if (other === undefined || entry.from !== other.from || entry.to !== other.to) return false
    if (JSON.stringify([entry.window, entry.tiers]) !== JSON.stringify([other.window, other.tiers]))
      return false
    const units = other.prices.units ?? {}
    const isUnit = ([unit, price]: [string, CatalogPrice]): boolean =>
      units[unit] === undefined || samePrice(units[unit], price)
    if (!Object.entries(entry.prices.units ?? {}).every(isUnit)) return false
    return PRICE_CODES.every(([, kind]) => {
      const [one, two] = [entry.prices[kind], other.prices[kind]]
      return one === undefined || two === undefined || samePrice(one, two)
    })
  })
}

/** One model under two ids: what agrees under either id agrees. */
function surer(decision: Decision, other: Decision): Decision {
  const sources = [...new Set([...decision.sources, ...other.sources])]
  const isAgreed = decision.agreement === 'agreed' || other.agreement === 'agreed' || sources.length > 1
  return { ...decision, sources, agreement: isAgreed ? 'agreed' : decision.agreement }
}
