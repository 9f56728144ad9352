import { formatUsd, parseUsd } from './money.ts'
import type { ServedCall, Split, Sum, Totals, TotalsOptions } from './types.ts'

/** Adds up calls exactly, in all, by model and by correlation prefix. */
export function addUp(calls: readonly ServedCall[], options: TotalsOptions): Totals {
  const { prefix, depth = 1 } = options
  const chosen =
    prefix === undefined ? calls : calls.filter((call) => call.correlation?.startsWith(prefix) === true)
  const byModel = groupBy(chosen, (call) => `${call.provider}\n${call.model}`)
  const byCorrelation = groupBy(chosen, (call) => leading(call.correlation, depth))
  return {
    all: split(chosen),
    byModel: [...byModel.values()].flatMap((group) =>
      group[0] === undefined ? [] : [{ provider: group[0].provider, model: group[0].model, ...split(group) }],
    ),
    byCorrelation: [...byCorrelation].map(([key, group]) => ({ prefix: key, ...split(group) })),
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

function leading(correlation: string | undefined, depth: number): string {
  return (correlation ?? '').split('/').slice(0, depth).join('/')
}

function split(calls: readonly ServedCall[]): Split {
  const charged = calls.filter((call) => call.outcome !== 'error')
  const priced = charged.filter((call) => call.costUsd !== undefined)
  const served = priced.filter((call) => call.outcome === 'ok')
  return {
    ok: sum(served.filter((call) => call.usage?.wire !== null)),
    unreported: sum(served.filter((call) => call.usage?.wire === null)),
    aborted: sum(priced.filter((call) => call.outcome === 'aborted')),
    unpriced: charged.length - priced.length,
    errors: calls.length - charged.length,
  }
}

function sum(calls: readonly ServedCall[]): Sum {
  return {
    calls: calls.length,
    costUsd: formatUsd(calls.reduce((total, call) => total + parseUsd(call.costUsd ?? '0'), 0n)),
    inputTokens: calls.reduce((total, call) => total + (call.usage?.inputTokens ?? 0), 0),
    outputTokens: calls.reduce((total, call) => total + (call.usage?.outputTokens ?? 0), 0),
  }
}
