/** What the resolver may ask of a table of models. */
export interface ModelIndex<T> {
  /** The model with this id or alias, exactly as written. */
  lookup(id: string): T | undefined
  /** Whether a path segment names a provider or gateway and can be taken off. */
  isProviderName(name: string): boolean
}

/** A model and how its id found it. */
export interface FoundModel<T> {
  readonly model: T
  readonly matchedBy: 'direct' | 'normalised' | 'family'
  /** The region that the id itself names, e.g. `us` of `us.anthropic.claude-…`. */
  readonly region: string | undefined
}

const REGION_PREFIX = /^(us-gov|us|eu|apac|global|jp|au|ca|sa|me|af|in|uk|kr)\./
const REGION_SEGMENTS: ReadonlySet<string> = new Set(['us', 'eu', 'global', 'global-standard', 'datazone'])
const LONGEST_REGION = 7
/** `-v1:0`, `:0`, `-v2`, `@20250929`, `@latest`, `-001`. */
const VERSION_SUFFIX = /(?:-v\d+)?:\d+$|-v\d+$|@[\w.-]+$|-00\d$/
/** `-20250929`, `-2025-09-29`, `-05-20`, `-09-2025`. */
const DATE_SUFFIX = /-(?:20\d{6}|20\d\d-[01]\d-[0-3]\d|[01]\d-(?:[0-3]\d|20\d\d))$/
/** The longest suffix that may be a version or a date: what stands before it need not be searched. */
const LONGEST_SUFFIX = 11
/** Routes of a gateway to the same model; `:free` is not one of them, it has a price of its own. */
const ROUTE_SUFFIX = /:(?:nitro|floor|online|exacto|beta|extended|thinking)$/
const FAMILY_CUTS = 2

/**
 * Finds a model id: as written, then normalised (case, vendor, region and path prefixes, version and date
 * suffixes), then by family: without its last one or two `-` segments. Never a substring.
 */
export function findModel<T>(index: ModelIndex<T>, id: string): FoundModel<T> | undefined {
  const direct = index.lookup(id)
  if (direct !== undefined) return { model: direct, matchedBy: 'direct', region: undefined }
  const clean = id.trim().toLowerCase()
  return findNormalised(index, clean) ?? findFamilyOf(index, clean)
}

function findNormalised<T>(index: ModelIndex<T>, id: string): FoundModel<T> | undefined {
  let region: string | undefined
  let head = id
  let found = index.lookup(head)
  while (found === undefined) {
    found = withoutSuffixes(index, head)
    if (found !== undefined) break
    const shorter = withoutPrefix(index, head)
    if (shorter === undefined) return undefined
    region = shorter.region ?? region
    head = shorter.head
    found = index.lookup(head)
  }
  return { model: found, matchedBy: 'normalised', region }
}

function findFamilyOf<T>(index: ModelIndex<T>, id: string): FoundModel<T> | undefined {
  let region: string | undefined
  for (let head: string | undefined = id; head !== undefined;) {
    const model = findFamily(index, head)
    if (model !== undefined) return { model, matchedBy: 'family', region }
    const shorter: Shorter | undefined = withoutPrefix(index, head)
    region = shorter?.region ?? region
    head = shorter?.head
  }
  return undefined
}

interface Shorter {
  readonly head: string
  readonly region: string | undefined
}

/** The id without its first prefix, and the region if it named one; undefined when there is none. */
function withoutPrefix<T>(index: ModelIndex<T>, id: string): Shorter | undefined {
  const slash = id.indexOf('/')
  if (slash !== -1) {
    const last = lastPathPart(id)
    if (last !== id) return { head: last, region: undefined }
    const segment = id.slice(0, slash)
    if (REGION_SEGMENTS.has(segment)) return { head: id.slice(slash + 1), region: segment }
    if (index.isProviderName(segment)) return { head: id.slice(slash + 1), region: undefined }
  }
  const dot = id.indexOf('.')
  if (dot > 0 && dot < LONGEST_REGION) {
    const prefix = REGION_PREFIX.exec(id)
    if (prefix !== null) return { head: id.slice(prefix[0].length), region: prefix[1] }
  }
  if (id.startsWith('ft:')) {
    const end = id.indexOf(':', 3)
    if (end !== -1) return { head: id.slice(0, end), region: undefined }
  }
  return undefined
}

/** What follows `models/`, `publishers/…/models/` and `accounts/…/models/`, or the front of an ARN. */
function lastPathPart(id: string): string {
  if (id.startsWith('arn:')) return id.slice(id.lastIndexOf('/') + 1)
  const models = id.lastIndexOf('models/')
  return models === 0 || id[models - 1] === '/' ? id.slice(models + 'models/'.length) : id
}

function withoutSuffixes<T>(index: ModelIndex<T>, id: string): T | undefined {
  const versionless = cutSuffix(id, VERSION_SUFFIX)
  const found = versionless === id ? undefined : index.lookup(versionless)
  if (found !== undefined) return found
  const dateless = cutSuffix(versionless, DATE_SUFFIX)
  return dateless === versionless ? undefined : index.lookup(dateless)
}

function cutSuffix(id: string, suffix: RegExp): string {
  const at = id.indexOf('@')
  const start = at === -1 ? Math.max(0, id.length - LONGEST_SUFFIX) : at
  const match = suffix.exec(start === 0 ? id : id.slice(start))
  return match === null ? id : id.slice(0, start + match.index)
}

/** A relative of the model: another route to it, the model it was tuned from, or its shorter name. */
function findFamily<T>(index: ModelIndex<T>, id: string): T | undefined {
  let current = id.startsWith('ft:') ? (id.split(':')[1] ?? '') : id.replace(ROUTE_SUFFIX, '')
  let found = current === id ? undefined : (index.lookup(current) ?? withoutSuffixes(index, current))
  for (let cuts = 0; found === undefined && cuts < FAMILY_CUTS; cuts += 1) {
    const dash = current.lastIndexOf('-')
    if (dash <= 0) return undefined
    current = current.slice(0, dash)
    found = index.lookup(current)
  }
  return found
}
