import type { Usage, UsageUnit } from '@tokentoll/pricing'

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

type TokenField = Exclude<keyof Usage, 'units'>
const sum = (kept: Usage, fields: readonly TokenField[]): number =>
  fields.reduce((total, field) => total + (kept[field] ?? 0), 0)

/** What each total holds, inner totals first; of several lists the largest sum counts. */
const PARTS: readonly (readonly [TokenField, ...(readonly TokenField[])[]])[] = [
  ['cacheReadTokens', ['cacheReadAudioTokens', 'cacheReadImageTokens']],
  ['cacheWriteTokens', ['cacheWrite1hTokens']],
  ['inputAudioTokens', ['cacheReadAudioTokens']],
  ['inputImageTokens', ['cacheReadImageTokens']],
  [
    'inputTokens',
    ['cacheReadTokens', 'cacheWriteTokens'],
    ['inputAudioTokens', 'inputImageTokens', 'inputVideoTokens'],
  ],
  [
    'outputTokens',
    ['outputAudioTokens', 'outputImageTokens', 'outputVideoTokens', 'reasoningTokens', 'citationTokens'],
  ],
]

/** Raises totals to what their parts add up to: what was processed is paid for. */
export function raiseTotals(usage: Usage): Usage {
  const raised: { -readonly [field in keyof Usage]: Usage[field] } = { ...usage }
  for (const [field, ...lists] of PARTS) {
    const most = Math.max(...lists.map((fields) => sum(raised, fields)))
    const total = raised[field]
    if (total !== undefined && most > total) raised[field] = most
    // A total that nobody gave stands for the sum of its parts where another one holds it.
    else if (total === undefined && most > 0 && field !== 'inputTokens' && field !== 'outputTokens') {
      raised[field] = most
    }
  }
  return raised
}

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
