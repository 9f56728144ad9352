/** One alert as it should stand at an instant. */
export interface ExpectedAlert {
  /** Labels besides the rule's own (severity and the like). */
  readonly labels?: Readonly<Record<string, string>>
  readonly severity?: string
  readonly summary: string
  /** Path and query of `dashboard_url` behind `/d/`. */
  readonly dashboard: string
}

/** What holds at an instant: an alert that fires (for these label sets), or is silent when the list is empty. */
export interface AlertCheck {
  readonly at: string
  readonly alert: string
  readonly firing: readonly ExpectedAlert[]
}

/** What a query answers at an instant: labels in PromQL notation, values to 9 digits. */
export interface QueryCheck {
  readonly at: string
  readonly expr: string
  readonly samples: Readonly<Record<string, number>>
}

/** A small history of series and what the rules make of it. */
export interface Scenario {
  readonly name: string
  /** Distance of samples and, unless told otherwise, of evaluations. */
  readonly step: string
  /** Distance of evaluations where samples are closer than that. */
  readonly every?: string
  readonly series: Readonly<Record<string, string>>
  readonly alerts?: readonly AlertCheck[]
  readonly queries?: readonly QueryCheck[]
}

/** Shorthand: the alert is silent at each of these instants. */
export function silent(alert: string, ...instants: readonly string[]): AlertCheck[] {
  return instants.map((at) => ({ at, alert, firing: [] }))
}

/** Shorthand: the alert fires at an instant. */
export function firing(alert: string, at: string, ...expected: readonly ExpectedAlert[]): AlertCheck {
  return { at, alert, firing: expected }
}

/** A running total in promtool's notation: pieces of so many steps, each growing by so much a step. */
export function growing(...pieces: readonly (readonly [perStep: number, steps: number])[]): string {
  let total = 0
  return pieces
    .map(([perStep, steps]) => {
      const piece = `${round(total)}+${perStep}x${steps - 1}`
      total += perStep * steps
      return piece
    })
    .join(' ')
}

/** The pieces of a day, so many times over. */
export function daily(
  days: number,
  ...pieces: readonly (readonly [perStep: number, steps: number])[]
): (readonly [number, number])[] {
  return Array.from({ length: days }, () => pieces).flat()
}

function round(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
