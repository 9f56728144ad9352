import type { Usage, UsageUnit } from '@tokentoll/pricing'

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** Keeps the counts that are counts and leaves the others out: unknown, not 0. */
export function repairUsage(usage: Usage): Usage {
  const kept: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(usage)) {
    if (field === 'units') continue
    if (isCount(value)) kept[field] = value
  }
  if (usage.units !== undefined && usage.units !== null) {
    const units: Partial<Record<UsageUnit, number>> = {}
    for (const [unit, value] of Object.entries(usage.units)) {
      if (isAmount(value)) units[unit as UsageUnit] = value
    }
    kept['units'] = units
  }
  return kept
}
