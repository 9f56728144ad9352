/** A customer of the small SaaS. */
export interface Tenant {
  readonly id: string
  readonly users: readonly string[]
  /** How busy it is, relative to the others. */
  readonly weight: number
  /** Decides which models its chats run on. */
  readonly plan: 'starter' | 'business' | 'enterprise'
}

const firstNames = ['ada', 'ben', 'chloe', 'dev', 'elif', 'finn', 'grace', 'hugo', 'ines', 'jun'] as const

const tenant = (id: string, plan: Tenant['plan'], users: number, weight: number): Tenant => ({
  id,
  plan,
  weight,
  users: firstNames.slice(0, users).map((name) => `${name}@${id}`),
})

/** Twelve tenants with sixty users. */
export const tenants: readonly Tenant[] = [
  tenant('acme-corp', 'enterprise', 10, 9),
  tenant('globex', 'enterprise', 8, 7),
  tenant('initech', 'business', 6, 5),
  tenant('umbrella', 'business', 6, 5),
  tenant('hooli', 'enterprise', 7, 6),
  tenant('stark-industries', 'business', 5, 4),
  tenant('wayne-enterprises', 'business', 4, 3),
  tenant('wonka', 'starter', 4, 3),
  tenant('tyrell', 'starter', 3, 2),
  tenant('cyberdyne', 'starter', 3, 2),
  tenant('vandelay', 'starter', 2, 1),
  tenant('soylent', 'starter', 2, 1),
]

/** The tenant whose small budget runs out during the demonstration, and that budget in USD. */
export const budgetedTenant: { readonly id: string; readonly limitUsd: string } = {
  id: 'hooli',
  limitUsd: '0.05',
}
