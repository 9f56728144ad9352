import type { DashboardJson } from './dashboard-json.ts'
import type { Finding } from './finding.ts'
import { lintBoard } from './lint-board.ts'
import { lintPanels } from './lint-panels.ts'
import type { KnownMetric } from './metric-catalogue.ts'

/** Everything that is wrong with a dashboard; the uids are those that links may lead to. */
export function lintDashboard(
  dashboard: DashboardJson,
  catalogue: ReadonlyMap<string, KnownMetric>,
  knownUids: readonly string[],
): readonly Finding[] {
  return [...lintBoard(dashboard, knownUids), ...lintPanels(dashboard, catalogue)]
}
