import type { SpendTotal } from '@tokentoll/core'
import { labelValue, otherValue } from '../series/label-value.ts'

/** Labels of one group of ledger totals. */
export type LedgerLabels = Readonly<Record<'tenantId' | 'task' | 'provider' | 'model', string>>

/** Decides which groups of the ledger are published under their own names. */
export interface NamedGroups {
  labelsOf(key: SpendTotal['key']): LedgerLabels
  /** The tenant's own name, or `__other__` where its groups have none. */
  tenantLabel(tenantId: string | undefined): string
  /** How many groups are folded into `__other__`. */
  readonly folded: number
}

/** A share of the groups is kept for folded ones that still name their tenant. */
const shareOfFullNames = 0.9

/**
 * First come, first named: every replica decides alike, and a group that has its name keeps it, so that no
 * amount moves from one label to another. First is who called first: calls that are booked late or back-filled
 * may make a group older than one with the last name, and take it from that.
 */
export function nameGroups(
  totals: readonly Pick<SpendTotal, 'key' | 'firstAt'>[],
  limit: number,
): NamedGroups {
  const byAge = totals.toSorted(
    (a, b) => a.firstAt.getTime() - b.firstAt.getTime() || compare(keyText(a.key), keyText(b.key)),
  )
  // Not all of them while they fit: those above the share would lose their names to the first that does not.
  const full = Math.min(byAge.length, Math.floor(limit * shareOfFullNames))
  const named = new Set<string>()
  const foldedTenants = new Set<string | undefined>()
  const namedTenants = new Set<string | undefined>()
  for (const [index, { key }] of byAge.entries()) {
    if (index < full) {
      named.add(keyText(key))
      namedTenants.add(key.tenantId)
    } else if (foldedTenants.size < limit - full - 1) foldedTenants.add(key.tenantId)
  }

  return {
    folded: byAge.length - full,
    tenantLabel: (tenantId) =>
      namedTenants.has(tenantId) || foldedTenants.has(tenantId) ? labelValue(tenantId) : otherValue,
    labelsOf(key) {
      if (named.has(keyText(key))) {
        return {
          tenantId: labelValue(key.tenantId),
          task: labelValue(key.task),
          provider: labelValue(key.provider),
          model: labelValue(key.model),
        }
      }
      const tenantId = foldedTenants.has(key.tenantId) ? labelValue(key.tenantId) : otherValue
      return { tenantId, task: otherValue, provider: otherValue, model: otherValue }
    },
  }
}

function keyText({ tenantId, task, provider, model }: SpendTotal['key']): string {
  return JSON.stringify([tenantId, task, provider, model])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
