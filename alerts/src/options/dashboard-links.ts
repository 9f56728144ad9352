/** The dashboards that alerts and dashboards link to. */
export type DashboardSlug = 'executive' | 'tenant' | 'operations' | 'anomaly' | 'health' | 'self-hosted'

/** Start of every dashboard uid: 8 to 40 characters of `[a-z0-9-]` are left to the whole uid. */
export function defaultUidPrefix(prefix: string): string {
  const slug = prefix
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return slug === '' ? 'llm-cost' : `${slug}-llm-cost`
}
