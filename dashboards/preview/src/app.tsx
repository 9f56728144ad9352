import { createTheme, type FieldConfigOptionsRegistry } from '@grafana/data'
import { GlobalStyles } from '@grafana/ui'
import { ThemeContext } from '@grafana/data'
import { useEffect, useMemo, useRef, useState, type JSX } from 'react'
import { panelQueries } from '../../src/grafana/panel-queries.ts'
import { listDashboards, loadDashboard, type Dashboard, type Panel } from './dashboard.ts'
import { Header } from './header.tsx'
import { PanelView } from './panel-view.tsx'
import { createFieldConfigRegistry } from './registries.ts'
import { timeRange } from './time.ts'

/** What tests read: which panels are drawn, which are empty, which failed. */
export interface PreviewState {
  readonly uid: string
  readonly expected: number
  readonly drawn: { readonly title: string; readonly empty: boolean; readonly errors: readonly string[] }[]
}

declare global {
  interface Window {
    preview?: PreviewState
  }
}

const COLUMNS = 24
const ROW_HEIGHT = 38
const GAP = 8

/** One dashboard, chosen by the path `/d/<uid>`. */
export function App(): JSX.Element {
  const [place, setPlace] = useState(() => new URL(window.location.href))
  const [all, setAll] = useState<readonly { uid: string; title: string }[]>([])
  const [loaded, setLoaded] = useState<{ json: string; dashboard: Dashboard }>()
  const theme = useMemo(
    () => createTheme({ colors: { mode: place.searchParams.get('theme') === 'light' ? 'light' : 'dark' } }),
    [place],
  )
  const registry = useMemo(() => createFieldConfigRegistry(), [])
  const uid = /^\/d\/([^/]+)/.exec(place.pathname)?.[1] ?? all[0]?.uid

  useEffect(() => void listDashboards().then(setAll), [])
  useEffect(() => {
    if (uid !== undefined) void loadDashboard(uid).then(setLoaded)
  }, [uid])

  function go(to: string, change: Readonly<Record<string, readonly string[]>>): void {
    const next = new URL(window.location.href)
    next.pathname = `/d/${to}`
    for (const [name, values] of Object.entries(change)) {
      next.searchParams.delete(name)
      for (const value of values) next.searchParams.append(name, value)
    }
    window.history.pushState(undefined, '', next)
    setPlace(next)
  }

  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ background: theme.colors.background.canvas, minHeight: '100vh' }}>
        {loaded !== undefined && loaded.dashboard.uid === uid && (
          <Board
            key={place.href}
            {...loaded}
            all={all}
            registry={registry}
            address={place.searchParams}
            go={go}
          />
        )}
      </div>
    </ThemeContext.Provider>
  )
}

function Board(props: {
  readonly json: string
  readonly dashboard: Dashboard
  readonly all: readonly { readonly uid: string; readonly title: string }[]
  readonly registry: FieldConfigOptionsRegistry
  readonly address: URLSearchParams
  readonly go: (uid: string, change: Readonly<Record<string, readonly string[]>>) => void
}): JSX.Element {
  const { json, dashboard, all, registry, address, go } = props
  const range = useMemo(() => timeRange(address, dashboard.time), [dashboard])
  const width = useWidth()
  const state = useRef<PreviewState>({
    uid: dashboard.uid,
    expected: dashboard.panels.filter(({ type }) => type !== 'row').length,
    drawn: [],
  })
  window.preview = state.current
  const variables = Object.fromEntries(
    dashboard.templating.list
      .filter(({ type }) => type === 'query')
      .map(({ name }) => [name, address.has(`var-${name}`) ? address.getAll(`var-${name}`) : undefined]),
  )
  const queries = panelQueries(json, {
    range: { fromMs: range.from.valueOf(), toMs: range.to.valueOf() },
    variables,
    sampleIntervalMs: Number(address.get('sample') ?? 15_000),
  })
  const column = (width - GAP) / COLUMNS
  const bottom = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h))
  return (
    <main>
      <Header dashboard={dashboard} all={all} range={range} address={address} go={go} />
      <div style={{ position: 'relative', height: bottom * ROW_HEIGHT + GAP }}>
        {dashboard.panels.map((panel) => (
          <div
            key={panel.id}
            style={{
              position: 'absolute',
              left: GAP + panel.gridPos.x * column,
              top: panel.gridPos.y * ROW_HEIGHT,
            }}
          >
            {panel.type === 'row' ? (
              <h4 style={{ lineHeight: `${ROW_HEIGHT - GAP}px`, margin: 0 }}>{panel.title}</h4>
            ) : (
              <PanelView
                panel={panel}
                queries={queries.filter(({ panelId }) => panelId === panel.id)}
                range={range}
                timeZone={dashboard.timezone}
                address={address}
                registry={registry}
                width={panel.gridPos.w * column - GAP}
                height={panel.gridPos.h * ROW_HEIGHT - GAP}
                onDrawn={(drawn: Panel, { empty, errors }) => {
                  state.current.drawn.push({
                    title: drawn.title,
                    empty: empty && drawn.type !== 'text',
                    errors,
                  })
                }}
              />
            )}
          </div>
        ))}
      </div>
    </main>
  )
}

function useWidth(): number {
  const [width, setWidth] = useState(window.innerWidth)
  useEffect(() => {
    const update = (): void => setWidth(document.documentElement.clientWidth)
    update()
    window.addEventListener('resize', update)
    return () => window.removeEventListener('resize', update)
  }, [])
  return width
}
