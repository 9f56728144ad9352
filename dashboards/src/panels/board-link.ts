import type { DashboardSlug, LabelName } from '@tokentoll/alerts'
import type { BoardContext } from '../board-context.ts'
import type { DataLink } from '../kit/panel.ts'

/** A link to another dashboard of the bundle with variables set; the time range and the data source go along. */
export function boardLink(
  { options }: BoardContext,
  board: DashboardSlug,
  title: string,
  variables: Readonly<Partial<Record<LabelName, string>>>,
): DataLink {
  const query = Object.entries(variables).map(([name, value]) => `var-${name}=${percentEncoded(value)}`)
  return {
    title,
    url: `/d/${options.uidPrefix}-${board}?${[...query, 'var-datasource=${datasource}', '${__url_time_range}'].join('&')}`,
  }
}

/** Asks Grafana to encode what it puts in: a tenant may be called `R&D`. */
function percentEncoded(value: string): string {
  return value.replaceAll('}', ':percentencode}')
}
