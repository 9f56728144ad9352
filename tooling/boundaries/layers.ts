/** Which packages of ours a package may import; `docs` of the architecture as a table. Siblings never meet. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  catalog: [],
  pricing: ['catalog'],
  core: ['pricing'],
  langchain: ['core'],
  'ai-sdk': ['core'],
  otel: ['core'],
  ledger: ['core'],
  budgets: ['core'],
  // The bundle that dashboards writes holds the rules too (docs/decisions).
  dashboards: ['core', 'alerts'],
  alerts: ['core'],
}

/** Where each of them lives. */
export function folderOf(name: string): string {
  return name === 'dashboards' || name === 'alerts' ? name : `packages/${name}`
}
