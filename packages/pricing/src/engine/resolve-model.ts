/** How an id was found in a table of ids, and under which canonical id. */
export interface FoundModel {
  readonly model: string
  readonly matchedBy: 'exact' | 'alias' | 'normalised' | 'family'
  /** The region that the id itself names, e.g. `us` of `us.anthropic.claude-…`. */
  readonly region?: string | undefined
}

/** What the resolver may ask of a provider's models. */
export interface ModelIndex {
  /** Canonical id of an id or alias exactly as written, else undefined. */
  canonical(id: string): string | undefined
  /** Whether a path segment names a provider or gateway and can be taken off. */
  isProviderName(name: string): boolean
}

const REGION_PREFIX = /^(us|eu|apac|global|us-gov|jp|au|ca|sa|me|af|in|uk|kr)\./
const VERSION_SUFFIX = /(?:-v\d+)?:\d+$|-v\d+$|@[\w.-]+$/
const DATE_SUFFIX = /-(?:20\d{6}|20\d\d-[01]\d-[0-3]\d)$/
/** Routes of a gateway to the same model; `:free` is not one of them, it has a price of its own. */
const ROUTE_SUFFIX = /:(?:nitro|floor|online|exacto|beta|extended|thinking)$/
const FAMILY_CUTS = 2

/**
 * Finds a model id: as written, then by alias, then normalised (case, vendor, region and path prefixes,
 * version and date suffixes), then by family: without its last one or two `-` segments. Never a substring.
 */
export function findModel(index: ModelIndex, id: string): FoundModel | undefined {
  const direct = index.canonical(id)
  if (direct !== undefined) return { model: direct, matchedBy: direct === id ? 'exact' : 'alias' }
  let region: string | undefined
  let current = id.trim().toLowerCase()
  let found = index.canonical(current)
  if (found === undefined && current.includes('/')) {
    current = withoutPath(current)
    found = index.canonical(current)
    for (let slash = current.indexOf('/'); found === undefined && slash > 0; slash = current.indexOf('/')) {
      if (!index.isProviderName(current.slice(0, slash))) break
      current = current.slice(slash + 1)
      found = index.canonical(current)
    }
  }
  if (found === undefined) {
    const prefix = REGION_PREFIX.exec(current)
    if (prefix !== null) {
      region = prefix[1]
      current = current.slice(prefix[0].length)
      found = index.canonical(current)
    }
  }
  if (found === undefined) [current, found] = cut(index, current, VERSION_SUFFIX)
  if (found === undefined) [current, found] = cut(index, current, DATE_SUFFIX)
  if (found !== undefined) return { model: found, matchedBy: 'normalised', region }
  found = findFamily(index, current)
  return found === undefined ? undefined : { model: found, matchedBy: 'family', region }
}

function cut(index: ModelIndex, id: string, suffix: RegExp): [string, string | undefined] {
  const match = suffix.exec(id)
  if (match === null) return [id, undefined]
  const shorter = id.slice(0, match.index)
  return [shorter, index.canonical(shorter)]
}

/** Takes off `models/`, `publishers/…/models/`, `accounts/…/models/` and the front of an ARN. */
function withoutPath(id: string): string {
  if (id.startsWith('arn:')) return id.slice(id.lastIndexOf('/') + 1)
  const models = id.lastIndexOf('models/')
  return models === 0 || id[models - 1] === '/' ? id.slice(models + 'models/'.length) : id
}

function findFamily(index: ModelIndex, id: string): string | undefined {
  let current = id.startsWith('ft:') ? (id.split(':')[1] ?? '') : id.replace(ROUTE_SUFFIX, '')
  let found = current === id ? undefined : (index.canonical(current) ?? cut(index, current, DATE_SUFFIX)[1])
  for (let cuts = 0; found === undefined && cuts < FAMILY_CUTS; cuts += 1) {
    const dash = current.lastIndexOf('-')
    if (dash <= 0) return undefined
    current = current.slice(0, dash)
    found = index.canonical(current)
  }
  return found
}
