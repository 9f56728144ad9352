/** A rule with one mistake planted in it. */
export interface Mutant {
  readonly mistake: string
  readonly expr: string
  readonly for: string | undefined
}

interface Operator {
  readonly pattern: RegExp
  /** What the match becomes; undefined: leave this one alone. */
  readonly replace: (match: RegExpExecArray) => readonly string[]
}

/** Twice and half of a limit; nothing has no double. */
const scaled = (text: string): readonly string[] =>
  Number(text) === 0
    ? ['5']
    : [2, 0.5].map((factor) => String(Number((Number(text) * factor).toPrecision(6))))

/** Windows that miss something; every other becomes five minutes. */
const SHORTER: Readonly<Record<string, string>> = { '1m': '[30s]', '5m': '[1m]' }

const OPERATORS: readonly Operator[] = [
  // A limit that is twice or half of what it should be.
  {
    pattern: /(?<=[<>]=? |[<>]=? \()(\d+(?:\.\d+)?)(?![\w.])/g,
    replace: ([text]) => scaled(text),
  },
  {
    pattern: /(?<![\w.<>]|[<>]=? )(\d+(?:\.\d+)?)(?= \* )/g,
    replace: ([text]) => scaled(text),
  },
  // The comparison the wrong way round.
  { pattern: / (<=?|>=?) /g, replace: ([, sign]) => [sign?.startsWith('<') === true ? ' > ' : ' < '] },
  // Looking at the wrong time.
  { pattern: / offset \w+/g, replace: () => [''] },
  { pattern: /\[(\d+[smhdw])\]/g, replace: ([, range = '']) => [SHORTER[range] ?? '[5m]'] },
  // The wrong set.
  { pattern: / (and|unless|or) /g, replace: ([, word]) => [word === 'unless' ? ' and ' : ' unless '] },
  { pattern: /\{[^{}]*\}/g, replace: () => [''] },
  // A label too few in the result, or one of no use.
  {
    pattern: /\bby \(([\w, ]*)\)/g,
    replace: ([, list = '']) => {
      const labels = list.split(', ').filter((label) => label !== '')
      if (labels.length === 0) return ['by (instance, provider, tenantId)']
      return labels.map((dropped) => `by (${labels.filter((label) => label !== dropped).join(', ')})`)
    },
  },
  // The wrong function.
  { pattern: /\bmax(?= by)/g, replace: () => ['sum'] },
  { pattern: /\bmin(?= by)/g, replace: () => ['max'] },
  { pattern: /\bsum(?= by)/g, replace: () => ['max'] },
  { pattern: /\bsum_over_time/g, replace: () => ['max_over_time'] },
  { pattern: /\blast_over_time/g, replace: () => ['sum_over_time'] },
  { pattern: /\bavg_over_time/g, replace: () => ['max_over_time'] },
  { pattern: /\bmin_over_time/g, replace: () => ['max_over_time'] },
  { pattern: /\bmax_over_time/g, replace: () => ['min_over_time'] },
  {
    pattern: /\babsent_over_time\(([^[]+)\[\w+\]\)/g,
    replace: ([, selector]) => [`absent(${selector ?? ''})`],
  },
  { pattern: /\babs\(/g, replace: () => ['('] },
]

/** Every way of planting one mistake in a rule. */
export function mutants(rule: { readonly expr: string; readonly for?: string | undefined }): Mutant[] {
  const found = OPERATORS.flatMap((operator) =>
    [...rule.expr.matchAll(operator.pattern)].flatMap((match) =>
      operator.replace(match).map((replacement) => {
        const before = rule.expr.slice(0, match.index)
        return {
          mistake: `${match[0].trim()} #${occurrence(rule.expr, match)} -> ${replacement.trim()}`,
          expr: before + replacement + rule.expr.slice(match.index + match[0].length),
          for: rule.for,
        }
      }),
    ),
  )
  if (rule.for === undefined) return found
  return [
    ...found,
    { mistake: `without for: ${rule.for}`, expr: rule.expr, for: undefined },
    { mistake: 'for: 12h', expr: rule.expr, for: '12h' },
  ]
}

/** Which of the equal pieces of the expression it is, counted from 1. */
function occurrence(expr: string, match: RegExpExecArray): number {
  return expr.slice(0, match.index).split(match[0]).length
}
