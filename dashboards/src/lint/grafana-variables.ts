/** Grafana's own variables in a query, with a value that parses. */
const BUILT_IN: Readonly<Record<string, string>> = {
  $__rate_interval_ms: '240000',
  $__rate_interval: '4m',
  $__range_ms: '3600000',
  $__range_s: '3600',
  $__range: '1h',
  $__interval_ms: '60000',
  $__interval: '1m',
}

/** A query as the parser can read it; variables of the dashboard stay where they are, inside double quotes. */
export function withoutBuiltIns(expr: string): string {
  const quoted = expr.replaceAll(/`\$\{(\w+):(?:regex|raw)\}`/g, '"$$$1"')
  return Object.entries(BUILT_IN).reduce((text, [name, value]) => text.replaceAll(name, value), quoted)
}

/** Names of the dashboard's variables that a text uses. */
export function variablesIn(text: string): string[] {
  const found = text.matchAll(/\$\{(\w+)(?::\w+)?\}|\$(\w+)/g)
  return [...found].map((match) => match[1] ?? match[2] ?? '').filter((name) => !name.startsWith('__'))
}
