import { parser } from '@prometheus-io/lezer-promql'
import { withoutBuiltIns } from './grafana-variables.ts'

/** A matcher inside braces. */
export interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

/** A series that a query reads. */
export interface Selector {
  readonly metric: string
  readonly matchers: readonly Matcher[]
  /** Innermost function or aggregation around it, e.g. `last_over_time`. */
  readonly inside: string | undefined
}

/** What a query is made of. */
export interface Query {
  readonly errors: readonly string[]
  readonly selectors: readonly Selector[]
  /** Labels of grouping clauses: `by (…)`, `on (…)`. */
  readonly grouping: readonly string[]
  readonly functions: readonly string[]
  readonly aggregates: boolean
}

/** Reads a query with Prometheus' own grammar. */
export function readQuery(expr: string): Query {
  const text = withoutBuiltIns(expr)
  const errors: string[] = []
  const selectors: Selector[] = []
  const grouping: string[] = []
  const functions: string[] = []
  let aggregates = false
  const around: string[] = []
  parser.parse(text).iterate({
    enter({ type, name, from, to, node }) {
      const source = text.slice(from, to)
      if (type.isError)
        errors.push(`syntax error at ${from}: ${text.slice(Math.max(0, from - 20), from + 20)}`)
      if (name === 'FunctionCall' || name === 'AggregateExpr') around.push(/^\w+/.exec(source)?.[0] ?? '')
      if (name === 'AggregateExpr') aggregates = true
      if (name === 'FunctionIdentifier' || name === 'AggregateOp') functions.push(source)
      if (name === 'GroupingLabels') grouping.push(...(source.match(/\w+/g) ?? []))
      if (name === 'VectorSelector') {
        const metric = node.getChild('Identifier')
        selectors.push({
          metric: metric === null ? '' : text.slice(metric.from, metric.to),
          matchers: matchersIn(source),
          inside: around.at(-1),
        })
      }
    },
    leave({ name }) {
      if (name === 'FunctionCall' || name === 'AggregateExpr') around.pop()
    },
  })
  return { errors, selectors, grouping, functions, aggregates }
}

function matchersIn(selector: string): Matcher[] {
  return [...selector.matchAll(/(\w+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"/g)].map((match) => ({
    label: match[1] ?? '',
    operator: match[2] ?? '',
    value: match[3] ?? '',
  }))
}
