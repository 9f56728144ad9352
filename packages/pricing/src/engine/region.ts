import type { PriceEntry } from '../types.ts'
import { ownValue } from './period.ts'

const REGIONAL = 'regional'
/** What providers report when a call had no particular region. */
const NOWHERE: ReadonlySet<string> = new Set(['', 'not_available', 'unknown', 'unspecified'])

export interface RegionChoice {
  /** Key of the entry's `regions`; undefined: the standard price. */
  readonly key: string | undefined
  /** A region was named, the entry has prices by region, and none is for it. */
  readonly isMissing: boolean
}

const STANDARD: RegionChoice = { key: undefined, isMissing: false }

/**
 * The region class that a region falls under: itself (`us-gov`), the start of its name (`eu-west-1` is `eu`),
 * else `regional` for any named one.
 */
export function chooseRegion(entry: PriceEntry, region: string | undefined): RegionChoice {
  const { regions, defaultRegion } = entry
  if (regions === undefined) return STANDARD
  const asked = region?.trim().toLowerCase() ?? ''
  if (NOWHERE.has(asked)) {
    return defaultRegion !== undefined && ownValue(regions, defaultRegion) !== undefined
      ? { key: defaultRegion, isMissing: false }
      : STANDARD
  }
  for (let name = asked; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('-')))) {
    if (ownValue(regions, name) !== undefined) return { key: name, isMissing: false }
  }
  if (asked === 'global') return STANDARD
  if (ownValue(regions, REGIONAL) !== undefined) return { key: REGIONAL, isMissing: false }
  return { key: undefined, isMissing: defaultRegion === undefined }
}
