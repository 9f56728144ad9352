/** One value of one series at one instant. */
export interface Sample {
  /** All labels, the metric's name as `__name__`. */
  readonly labels: Readonly<Record<string, string>>
  readonly atMs: number
  readonly value: number
  /** The value as the server wrote it. */
  readonly text: string
}

/** One series of a range query. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly Omit<Sample, 'labels'>[]
}

/** A range of time in milliseconds since 1970, both ends included, and the distance of its points. */
export interface QueryRange {
  readonly startMs: number
  readonly endMs: number
  readonly stepMs: number
}

/** Instant and range queries of the Prometheus HTTP API. */
export interface PromQlClient {
  /**
   * Evaluates an expression at an instant, by default now by this process' clock. A scalar is one sample without labels.
   *
   * @param atMs Milliseconds since 1970.
   * @throws Error with the server's own message.
   */
  query(expression: string, atMs?: number): Promise<readonly Sample[]>
  /**
   * Evaluates an expression at every step of a range.
   *
   * @throws Error with the server's own message.
   */
  queryRange(expression: string, range: QueryRange): Promise<readonly Series[]>
}

type Point = readonly [seconds: number, value: string]
interface QueryData {
  readonly resultType: string
  readonly result:
    | Point
    | readonly { metric: Record<string, string>; value?: Point; values?: readonly Point[] }[]
}

export function createPromQlClient(url: string): PromQlClient {
  const ask = async (path: string, parameters: Record<string, string>): Promise<QueryData> => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${parameters['query']}: HTTP ${response.status}: ${errorOf(text)}`)
    return (JSON.parse(text) as { data: QueryData }).data
  }
  return {
    // The instant is always named: left to itself VictoriaMetrics rounds it down to the second and misses new samples.
    async query(expression, atMs = Date.now()) {
      const { resultType, result } = await ask('query', { query: expression, time: seconds(atMs) })
      if (resultType === 'scalar') return [{ labels: {}, ...point(result as Point) }]
      const rows = result as readonly { metric: Record<string, string>; value?: Point }[]
      return rows.flatMap(({ metric, value }) => (value ? [{ labels: metric, ...point(value) }] : []))
    },
    async queryRange(expression, { startMs, endMs, stepMs }) {
      const range = { start: seconds(startMs), end: seconds(endMs), step: seconds(stepMs) }
      const { result } = await ask('query_range', { query: expression, ...range })
      const rows = result as readonly { metric: Record<string, string>; values?: readonly Point[] }[]
      return rows.map(({ metric, values = [] }) => ({ labels: metric, points: values.map(point) }))
    },
  }
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)

function point([time, text]: Point): Omit<Sample, 'labels'> {
  return { atMs: Math.round(time * 1000), value: Number(text.replace('Inf', 'Infinity')), text }
}

function errorOf(text: string): string {
  try {
    return (JSON.parse(text) as { error?: string }).error ?? text
  } catch {
    return text
  }
}
