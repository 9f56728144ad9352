import { useTheme2 } from '@grafana/ui'
import { useEffect, useState, type JSX } from 'react'
import type { TimeRange } from '@grafana/data'
import type { Dashboard, Variable } from './dashboard.ts'
import { labelValues } from './prometheus.ts'

/** Title, menu of dashboards, variables and time range: what Grafana draws around the panels, in plain controls. */
export function Header(props: {
  readonly dashboard: Dashboard
  readonly all: readonly { readonly uid: string; readonly title: string }[]
  readonly range: TimeRange
  readonly address: URLSearchParams
  readonly go: (uid: string, change: Readonly<Record<string, readonly string[]>>) => void
}): JSX.Element {
  const { dashboard, all, range, address, go } = props
  const theme = useTheme2()
  const style = {
    background: theme.colors.background.primary,
    color: theme.colors.text.primary,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    height: '32px',
    padding: '0 8px',
  }
  return (
    <header style={{ display: 'flex', gap: 16, alignItems: 'center', padding: '8px 12px', flexWrap: 'wrap' }}>
      <select value={dashboard.uid} style={style} onChange={(event) => go(event.target.value, {})}>
        {all.map(({ uid, title }) => (
          <option key={uid} value={uid}>
            {title}
          </option>
        ))}
      </select>
      {dashboard.templating.list
        .filter(({ type }) => type === 'query')
        .map((variable) => (
          <VariableControl
            key={variable.name}
            variable={variable}
            range={range}
            address={address}
            style={style}
            go={go}
            uid={dashboard.uid}
          />
        ))}
      <span style={{ marginLeft: 'auto', color: theme.colors.text.secondary }}>
        {range.from.utc().format('D MMM YYYY HH:mm')} to {range.to.utc().format('D MMM YYYY HH:mm')} UTC
      </span>
    </header>
  )
}

function VariableControl(props: {
  readonly variable: Variable
  readonly range: TimeRange
  readonly address: URLSearchParams
  readonly style: Record<string, string>
  readonly uid: string
  readonly go: (uid: string, change: Readonly<Record<string, readonly string[]>>) => void
}): JSX.Element {
  const { variable, range, address, style, uid, go } = props
  const [values, setValues] = useState<readonly string[]>([])
  const query = typeof variable.query === 'string' ? variable.query : variable.query.query
  const chosen = address.getAll(`var-${variable.name}`)
  useEffect(() => {
    void labelValues(query, range.from.valueOf(), range.to.valueOf()).then((found) => {
      setValues(found)
      // As Grafana does: a variable without All begins with its first value.
      const [first] = found
      if (variable.multi !== true && chosen.length === 0 && first !== undefined)
        go(uid, { [`var-${variable.name}`]: [first] })
    })
  }, [query, range.to.valueOf(), uid])
  return (
    <label>
      {variable.label ?? variable.name}{' '}
      <select
        value={chosen.length === 1 ? chosen[0] : ''}
        style={style}
        onChange={(event) =>
          go(uid, { [`var-${variable.name}`]: event.target.value === '' ? [] : [event.target.value] })
        }
      >
        {variable.multi === true && (
          <option value="">{chosen.length > 1 ? chosen.join(' + ') : 'All'}</option>
        )}
        {values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  )
}
