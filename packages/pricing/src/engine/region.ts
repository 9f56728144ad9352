import { ownValue, type Period } from './period.ts'

const REGIONAL = 'regional'
/** What providers report when a call had no particular region. */
const NOWHERE = /^(not_available|unknown|unspecified|)$/
const HOME = /^us(?!-gov)/

export interface RegionChoice {
  /** Key of the entry's `regions`; undefined: the standard price. */
  readonly key?: string | undefined
  /** The price of the region is not known: it has none, or the call does not say which of several holds. */
  readonly isMissing: boolean
}

export const STANDARD_REGION: RegionChoice = { isMissing: false }

/**
 * The region class that a region falls under: itself (`us-gov`), the start of its name (`eu-west-1` is `eu`),
 * else `regional` for any named one. Prices without a class are those of the US where a provider
 * has a default region, and of any region where its entries know none.
 */
export function chooseRegion(period: Period, region: string | undefined): RegionChoice {
  const { regions, defaultRegion } = period.entry
  const has = (name: string): boolean => ownValue(regions, name) !== undefined
  const asked = region?.trim().toLowerCase() ?? ''
  if (NOWHERE.test(asked)) {
    return { key: has(defaultRegion ?? '') ? defaultRegion : undefined, isMissing: period.isRegionNeeded }
  }
  for (let name = asked; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('-')))) {
    if (has(name)) return { key: name, isMissing: false }
  }
  if (asked === 'global') return STANDARD_REGION
  const isElsewhere = defaultRegion === undefined || !HOME.test(asked)
  return has(REGIONAL)
    ? { key: REGIONAL, isMissing: period.isRegionNeeded && defaultRegion !== undefined && isElsewhere }
    : { isMissing: (regions ?? defaultRegion) !== undefined && isElsewhere }
}
