import type { SpendTotal } from '@tokentoll/core'
import { labelValue, missingValue, otherValue } from '../series/label-value.ts'

/** What one user, or all users without a name of their own, spent. */
export interface UserSpend {
  readonly tenantId: string | undefined
  readonly userId: string
  readonly picoUsd: bigint
}

/** How many users get a name, and which. */
export interface UserNaming {
  readonly perTenant: number
  readonly inAll: number
  readonly label: (userId: string) => string
}

/**
 * The most expensive users of each tenant; the rest of the tenant's spend under `__other__`. Tenants that spend
 * little have no named users once there are enough of them in all.
 */
export function nameUsers(
  users: readonly SpendTotal[],
  tenants: readonly SpendTotal[],
  { perTenant, inAll, label }: UserNaming,
): readonly UserSpend[] {
  let left = inAll
  const byTenant = new Map<string | undefined, SpendTotal[]>()
  for (const user of users) {
    const ofTenant = byTenant.get(user.key.tenantId)
    if (ofTenant === undefined) byTenant.set(user.key.tenantId, [user])
    else ofTenant.push(user)
  }
  const dearestFirst = tenants.toSorted((a, b) => compareAmounts(b.totalPicoUsd, a.totalPicoUsd))
  return dearestFirst.flatMap(({ key: { tenantId }, totalPicoUsd }) => {
    const named = (byTenant.get(tenantId) ?? [])
      .toSorted((a, b) => compareAmounts(b.totalPicoUsd, a.totalPicoUsd))
      .slice(0, Math.min(perTenant, left))
      .map((user) => ({ tenantId, userId: shown(user.key.userId, label), picoUsd: user.totalPicoUsd }))
    left -= named.length
    const rest = named.reduce((rest, { picoUsd }) => rest - picoUsd, totalPicoUsd)
    // Users are read after tenants: a call booked in between must not make the rest negative.
    return rest > 0n ? [...named, { tenantId, userId: otherValue, picoUsd: rest }] : named
  })
}

function shown(userId: string | undefined, label: (userId: string) => string): string {
  return userId === undefined || userId === '' ? missingValue : labelValue(label(userId))
}

function compareAmounts(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
