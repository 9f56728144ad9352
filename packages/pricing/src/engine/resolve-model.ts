import { dateStart, versionStart } from './id-suffix.ts'

/** What the resolver may ask of a table of models. */
export interface ModelIndex<T> {
  /** The model with this id or alias, exactly as written. */
  lookup(id: string): T | undefined
  /** Whether a path segment names a provider or gateway and can be taken off. */
  isProviderName(name: string): boolean
  /** Whether a dated id is known, elsewhere than in this table, for a snapshot of the undated one at its price. */
  isSnapshot?(dated: string, undated: string): boolean
}

/** A model and how its id found it. */
export interface FoundModel<T> {
  readonly model: T
  /** `snapshot`: the id without a date or version that nobody lists; a family that an override may stand for. */
  readonly matchedBy: 'direct' | 'normalised' | 'snapshot' | 'family'
  /** The region that the id itself names, e.g. `us` of `us.anthropic.claude-…`. */
  readonly region: string | undefined
}

/** Region classes that Bedrock puts in front of an id: `us.anthropic.claude-…`. */
const REGION_PREFIXES: ReadonlySet<string> = new Set(
  'us us-gov eu apac global jp au ca sa me af in uk kr'.split(' '),
)
const REGION_SEGMENTS: ReadonlySet<string> = new Set(['us', 'eu', 'global', 'global-standard', 'datazone'])
const LONGEST_REGION = 6
/** What LiteLLM writes between `bedrock/` and the id: an AWS region, or the API that is called. */
const AWS_REGION = /^[a-z]{2}(?:-gov)?-[a-z]+-\d$/
const BEDROCK_ROUTES: ReadonlySet<string> = new Set(['converse', 'converse_like', 'invoke'])
/** The size of the context that Bedrock puts behind a version, `:0:8k`: the same model at the same price. */
const CONTEXT_SIZE = /(:\d+):\d+k?$/
/** `…-4-5` for `…-4.5`, and the other way round: digits of a version, not sizes (`3-8b`) and not dates. */
const VERSION = /(?<![\d.-])(\d)([-.])(\d)(?![\d.a-z])/
/** The region in a path of Vertex AI: `projects/…/locations/europe-west1/publishers/…`. */
const LOCATION = /(?:^|\/)locations\/([^/]+)\//
/** Routes of a gateway to the same model; `:free` is not one of them, it has a price of its own. */
const ROUTE_SUFFIX = /:(?:nitro|floor|online|exacto|beta|extended|thinking)$/
/** What says nothing new about an undated id, and about a dated one: versions as Bedrock writes them. */
const FIRST_VERSION = /^(?:-v1:\d+|:0|@latest|@default)$/
const ANY_VERSION = /^(?:(?:-v\d+:\d+|:0|@latest|@default)$|$)/
const FAMILY_CUTS = 2

/**
 * Finds a model id: as written, then normalised (case, vendor, region and path prefixes, version and date
 * suffixes; an unlisted snapshot is told apart), then by family: without its last one or two `-` segments. Never a substring.
 */
export function findModel<T>(index: ModelIndex<T>, id: string): FoundModel<T> | undefined {
  const direct = index.lookup(id)
  if (direct !== undefined) return { model: direct, matchedBy: 'direct', region: undefined }
  const clean = id.trim().toLowerCase()
  const found = clean === id ? undefined : index.lookup(clean)
  if (found !== undefined) return { model: found, matchedBy: 'normalised', region: undefined }
  const short = clean.replace(CONTEXT_SIZE, '$1')
  const sized = short === clean ? undefined : index.lookup(short)
  if (sized !== undefined) return { model: sized, matchedBy: 'normalised', region: undefined }
  const normalised = findNormalised(index, short)
  if (normalised !== undefined) return normalised
  const respelt = respell(short)
  const other = respelt === short ? undefined : index.lookup(respelt)
  if (other !== undefined) return { model: other, matchedBy: 'normalised', region: undefined }
  return (respelt === short ? undefined : findNormalised(index, respelt)) ?? findFamilyOf(index, short)
}

function respell(id: string): string {
  return id.replace(VERSION, (_, major, mark, minor) => `${major}${mark === '-' ? '.' : '-'}${minor}`)
}

/** For an id that is not known as it is: without suffixes, else without one prefix after the other. */
function findNormalised<T>(index: ModelIndex<T>, id: string): FoundModel<T> | undefined {
  // An ARN or a region prefix is taken off first: no table has ids with them, so looking would be in vain.
  const isArn = id.startsWith('arn:')
  let head = isArn ? lastPathPart(id) : id
  let region = regionPrefix(head)
  if (region !== undefined) head = head.slice(region.length + 1)
  else if (isArn) region = regionOfArn(id)
  for (;;) {
    const whole = head === id ? undefined : index.lookup(head)
    if (whole !== undefined) return { model: whole, matchedBy: 'normalised', region }
    const found = withoutSuffixes(index, head)
    if (found !== undefined) return { ...found, region }
    const shorter = withoutPrefix(index, head)
    if (shorter === undefined) return undefined
    region = shorter.region ?? region
    head = shorter.head
  }
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
    const segment = id.slice(0, slash)
    if (index.isProviderName(segment)) return { head: id.slice(slash + 1), region: undefined }
    const last = lastPathPart(id)
    if (last !== id) return { head: last, region: LOCATION.exec(id)?.[1] }
    if (REGION_SEGMENTS.has(segment) || AWS_REGION.test(segment))
      return { head: id.slice(slash + 1), region: segment }
    if (BEDROCK_ROUTES.has(segment)) return { head: id.slice(slash + 1), region: undefined }
  }
  const region = regionPrefix(id)
  if (region !== undefined) return { head: id.slice(region.length + 1), region }
  if (id.startsWith('ft:')) {
    const end = id.indexOf(':', 3)
    if (end !== -1) return { head: id.slice(0, end), region: undefined }
  }
  return undefined
}

/** `arn:aws:bedrock:eu-west-1:…` */
function regionOfArn(id: string): string | undefined {
  return id.split(':', 4)[3] || undefined
}

function regionPrefix(id: string): string | undefined {
  const dot = id.indexOf('.')
  if (dot < 2 || dot > LONGEST_REGION) return undefined
  const segment = id.slice(0, dot)
  return REGION_PREFIXES.has(segment) ? segment : undefined
}

/** What follows `models/`, `publishers/…/models/` and `accounts/…/models/`, or the front of an ARN. */
function lastPathPart(id: string): string {
  if (id.startsWith('arn:')) return id.slice(id.lastIndexOf('/') + 1)
  const models = id.lastIndexOf('models/')
  return models === 0 || id[models - 1] === '/' ? id.slice(models + 'models/'.length) : id
}

/**
 * Without its version, its date, or both. That is sure only for a date that somebody lists, a name for the latest,
 * and the versions that Bedrock writes after a date or for a first release: any other may have a price of its own.
 */
function withoutSuffixes<T>(index: ModelIndex<T>, id: string): Omit<FoundModel<T>, 'region'> | undefined {
  const version = versionStart(id)
  const versionless = version === -1 ? id : id.slice(0, version)
  const suffix = id.slice(versionless.length)
  const date = dateStart(versionless)
  if (version !== -1) {
    const spelled = suffix[0] === '@' ? `${versionless}-${suffix.slice(1)}` : undefined
    const dated = spelled === undefined ? undefined : index.lookup(spelled)
    if (dated !== undefined) return { model: dated, matchedBy: 'normalised' }
    const model = index.lookup(versionless)
    if (model !== undefined) {
      const isSure =
        (date === -1 ? FIRST_VERSION : ANY_VERSION).test(suffix) ||
        (spelled !== undefined && index.isSnapshot?.(spelled, versionless) === true)
      return { model, matchedBy: isSure ? 'normalised' : 'snapshot' }
    }
  }
  if (date === -1) return undefined
  const dateless = versionless.slice(0, date)
  const model = index.lookup(dateless)
  if (model === undefined) return undefined
  const isSure = ANY_VERSION.test(suffix) && index.isSnapshot?.(versionless, dateless) === true
  return { model, matchedBy: isSure ? 'normalised' : 'snapshot' }
}

/** A relative of the model: another route to it, the model it was tuned from, or its shorter name. */
function findFamily<T>(index: ModelIndex<T>, id: string): T | undefined {
  let current = id.startsWith('ft:') ? (id.split(':')[1] ?? '') : id.replace(ROUTE_SUFFIX, '')
  let found = current === id ? undefined : (index.lookup(current) ?? withoutSuffixes(index, current)?.model)
  for (let cuts = 0; found === undefined && cuts < FAMILY_CUTS; cuts += 1) {
    const dash = current.lastIndexOf('-')
    if (dash <= 0) return undefined
    // Between the digits of a version lies another model: the nearest older one is the likelier relative.
    const older = MINOR.test(current) ? olderSibling(index, current, dash) : undefined
    if (older !== undefined) return older
    current = current.slice(0, dash)
    found = index.lookup(current)
  }
  return found
}

/** `-9` of `…-4-9`. */
const MINOR = /\d-\d{1,2}$/

function olderSibling<T>(index: ModelIndex<T>, id: string, dash: number): T | undefined {
  for (let minor = Number(id.slice(dash + 1)) - 1; minor >= 0; minor -= 1) {
    const found =
      index.lookup(`${id.slice(0, dash)}-${minor}`) ?? index.lookup(`${id.slice(0, dash)}.${minor}`)
    if (found !== undefined) return found
  }
  return undefined
}
