import type { InterpolateFunction } from '@grafana/data'

interface DataContext {
  readonly frame: {
    readonly fields: readonly { readonly name: string; readonly values: ArrayLike<unknown> }[]
  }
  readonly field: { readonly labels?: Record<string, string>; readonly values: ArrayLike<unknown> }
  readonly rowIndex?: number
}

/** Fills in what our links use of Grafana's macros: the value, labels of the series, time range, data source. */
export function linkInterpolation(address: URLSearchParams): InterpolateFunction {
  return (text, scopedVars) => {
    const context = (scopedVars?.['__dataContext'] as { value?: DataContext } | undefined)?.value
    return text.replaceAll(/\$\{([^}]+)\}/g, (match, inside: string) => {
      const [path = '', format] = inside.split(':')
      const value = macro(path, address, context)
      if (value === undefined) return match
      return format === 'percentencode' ? encodeURIComponent(value) : value
    })
  }
}

function macro(path: string, address: URLSearchParams, context: DataContext | undefined): string | undefined {
  if (path === 'datasource') return 'Prometheus'
  if (path === '__url_time_range') {
    return ['from', 'to', 'now']
      .flatMap((name) => (address.has(name) ? [`${name}=${address.get(name)}`] : []))
      .join('&')
  }
  if (path === '__value.text') return String(context?.field.values[context.rowIndex ?? 0] ?? '')
  const label = /^__field\.labels\.(\w+)$/.exec(path)?.[1]
  if (label !== undefined) return context?.field.labels?.[label] ?? ''
  return address.get(`var-${path}`) ?? undefined
}
