import type { Directive, FaultName, Figures } from './types.ts'

/** A directive that cannot be followed; the server answers 400 with its message. */
export class DirectiveError extends Error {
  override readonly name = 'DirectiveError'
}

const faultNames: ReadonlySet<string> = new Set<FaultName>([
  '400',
  '401',
  '404',
  '429',
  '500',
  '503',
  '529',
  'nousage',
  'cut',
  'truncate',
  'slow',
])

const figureKeys = {
  in: 'inputTokens',
  out: 'outputTokens',
  cached: 'cacheReadTokens',
  write: 'cacheWriteTokens',
  write1h: 'cacheWrite1hTokens',
  reasoning: 'reasoningTokens',
  search: 'webSearchRequests',
} as const satisfies Record<string, keyof Figures>

type FigureKey = keyof typeof figureKeys

export function isFaultName(name: string): name is FaultName {
  return faultNames.has(name)
}

/** Reads every `[[…]]` of the texts; later ones win. */
export function readDirective(texts: readonly string[]): Directive {
  const found = texts.flatMap((text) =>
    [...text.matchAll(/\[\[([^[\]]+)\]\]/g)].map((match) => match[1] ?? ''),
  )
  return found.map(readOne).reduce<Directive>((all, one) => ({ ...all, ...one }), {})
}

function readOne(text: string): Directive {
  const [kind = '', ...words] = text.trim().split(/\s+/)
  const named = new Map(words.filter((word) => word.includes('=')).map(splitPair))
  const first = words.find((word) => !word.includes('='))
  switch (kind) {
    case 'usage':
      return { usage: readFigures(named, text) }
    case 'fault': {
      if (first === undefined || !isFaultName(first)) {
        throw new DirectiveError(
          `[[${text}]] names no known fault; use one of ${[...faultNames].join(', ')}.`,
        )
      }
      const times = named.get('times')
      return {
        fault: { name: first, ...(times === undefined ? {} : { times: count(times, text) }) },
      }
    }
    case 'pace':
      return { pace: readPace(named, text) }
    case 'call':
      return { correlation: text.trim().slice('call'.length).trim() }
    case 'tier':
      if (first === undefined) throw new DirectiveError(`[[${text}]] names no service tier.`)
      return { serviceTier: first }
    default:
      // Double brackets are ordinary text in prompts (wiki links, shell tests).
      return {}
  }
}

function readFigures(named: ReadonlyMap<string, string>, text: string): Partial<Figures> {
  const figures: { -readonly [K in keyof Figures]?: number } = {}
  for (const [key, value] of named) {
    if (!Object.hasOwn(figureKeys, key)) {
      throw new DirectiveError(
        `[[${text}]] has no figure '${key}'; use ${Object.keys(figureKeys).join(', ')}.`,
      )
    }
    figures[figureKeys[key as FigureKey]] = count(value, text)
  }
  // The directive counts plain and 1-hour writes apart, the figures count the latter inside.
  const writes = (figures.cacheWriteTokens ?? 0) + (figures.cacheWrite1hTokens ?? 0)
  return writes > 0 ? { ...figures, cacheWriteTokens: writes } : figures
}

function readPace(named: ReadonlyMap<string, string>, text: string): NonNullable<Directive['pace']> {
  const read = (key: string): number | undefined => {
    const value = named.get(key)
    return value === undefined ? undefined : count(value, text)
  }
  const [chunks, delayMs, latencyMs] = [read('chunks'), read('delay'), read('latency')]
  return {
    ...(chunks === undefined ? {} : { chunks }),
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
  }
}

function splitPair(word: string): [string, string] {
  const at = word.indexOf('=')
  return [word.slice(0, at), word.slice(at + 1)]
}

function count(value: string, text: string): number {
  if (!/^\d{1,15}$/.test(value))
    throw new DirectiveError(`[[${text}]]: '${value}' is not a whole number from 0 up.`)
  return Number(value)
}
