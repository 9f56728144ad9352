import { requests } from '@tokentoll/core/semconv'
import { boardContext, type BoardContext } from './board-context.ts'
import { anomalyBoard } from './boards/anomaly.ts'
import { executiveBoard } from './boards/executive.ts'
import { healthBoard } from './boards/health.ts'
import { operationsBoard } from './boards/operations.ts'
import { selfHostedBoard } from './boards/self-hosted.ts'
import { tenantBoard } from './boards/tenant.ts'
import { buildBoard, type Board } from './kit/board.ts'
import type { DashboardOptions } from './options/dashboard-options.ts'
import { firingAlerts } from './queries/firing-alerts.ts'
import { groupVariables } from './queries/board-variables.ts'
import { resolveDashboardOptions } from './options/resolve-dashboard-options.ts'

const BOARDS: readonly ((context: BoardContext) => Board)[] = [
  executiveBoard,
  tenantBoard,
  operationsBoard,
  anomalyBoard,
  healthBoard,
  selfHostedBoard,
]

/** A dashboard as Grafana imports it. */
export interface GeneratedDashboard {
  /** File name without ending, e.g. `llm-cost-executive`; the same as the uid. */
  readonly uid: string
  readonly title: string
  /** Classic dashboard JSON (schema version 42), pretty-printed, with a newline at the end. */
  readonly json: string
}

/**
 * The dashboards of one installation.
 *
 * Throws `invalid_rule_options` or `invalid_dashboard_options` for a name that Grafana or Prometheus could not use.
 */
export function createDashboards(options: DashboardOptions = {}): readonly GeneratedDashboard[] {
  const resolved = resolveDashboardOptions(options)
  const context = boardContext(resolved)
  const groups = groupVariables(context, requests)
  return BOARDS.map((makeBoard) => {
    const made = makeBoard(context)
    const board = { ...made, variables: [...groups, ...made.variables] }
    const dashboard = buildBoard(board, resolved, firingAlerts(context))
    return {
      uid: `${resolved.uidPrefix}-${board.slug}`,
      title: dashboard.title ?? board.title,
      json: `${JSON.stringify(dashboard, undefined, 2)}\n`,
    }
  })
}
