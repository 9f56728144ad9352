import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type DashboardLink,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Query } from './query.ts'

/** A panel that knows its size; the layout gives it a place and an id. */
export interface SizedPanel {
  readonly width: number
  readonly height: number
  build(): Panel
}

/** What every panel says. */
export interface PanelOptions {
  readonly title: string
  /** Shown behind the panel's information sign: what the figure is made of. */
  readonly description: string
  readonly width: number
  readonly height: number
  readonly queries: readonly Query[]
  readonly unit: string
  readonly decimals?: number | undefined
  /** Colours from these values on; the first one starts at minus infinity. */
  readonly steps?: readonly Step[] | undefined
  /** Shown instead of a value when there is none. */
  readonly noValue?: string | undefined
  readonly links?: readonly DataLink[] | undefined
}

/** A colour from a value on; `from` null is the base. */
export interface Step {
  readonly from: number | null
  readonly color: string
}

/** A link on a value: to another dashboard or to a report. */
export interface DataLink {
  readonly title: string
  readonly url: string
}

export function thresholds(steps: readonly Step[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map((step) => ({ value: step.from, color: step.color })))
}

/** The SDK's builder is made for links of a dashboard and adds their fields; a link on a value has two. */
export function dataLinks(links: readonly DataLink[]): Builder<DashboardLink>[] {
  return links.map(({ title, url }) => ({ build: () => ({ title, url }) as DashboardLink }))
}

/** A builder with its size. */
export function sized(options: { width: number; height: number }, builder: Builder<Panel>): SizedPanel {
  return { width: options.width, height: options.height, build: () => builder.build() }
}
