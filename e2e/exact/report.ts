import type { ExactRun } from './run.ts'

/** The table of a run, in USD. */
export function reportText({ truth, answers, judgements, wrongConversations }: ExactRun): string {
  const usd = (pico: bigint): string => (Number(pico) / 1e12).toFixed(6)
  const all = Array.from(truth.byTenant.values()).reduce((sum, pico) => sum + pico, 0n)
  const destroyed = Array.from(truth.destroyedByTenant.values()).reduce((sum, pico) => sum + pico, 0n)
  const header = ['tenant', 'truth', ...answers.map((_, index) => `(${index + 1})`)]
  const rows = [...truth.byTenant]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([tenant, pico]) => [
      tenant,
      usd(pico),
      ...answers.map(({ byTenant }) => (byTenant.get(tenant) ?? 0).toFixed(6)),
    ])
  const sums = ['all', usd(all), ...judgements.map(({ total }) => total.toFixed(6))]
  const legend = judgements.map((judgement, index) => {
    const { name, error, worstTenantError, tenantsOffByHalfACent, isRight } = judgement
    const share = ((error / (Number(all) / 1e12)) * 100).toFixed(2)
    const verdict = answers[index]!.expected === 'anything' ? 'for comparison' : isRight ? 'exact' : 'WRONG'
    return `  (${index + 1}) ${name}: error $${error.toFixed(9)} (${share} %), worst tenant $${worstTenantError.toFixed(9)}, off by half a cent or more: ${tenantsOffByHalfACent} of ${truth.byTenant.size}; ${verdict}`
  })
  return [
    table([header, ...rows, sums]),
    '',
    ...legend,
    '',
    `  ${truth.calls} calls. The kill -9 destroyed $${usd(destroyed)} of the counters, which had not yet left the process;`,
    '  counters are compared with the truth without it. The ledger has it all.',
    `  Conversations whose cost in the ledger is not the truth to the last digit: ${wrongConversations} of ${truth.byConversation.size}.`,
  ].join('\n')
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n')
}

/** True when every answer that promises to be exact is. */
export function isExact({ judgements, wrongConversations }: ExactRun): boolean {
  return wrongConversations === 0 && judgements.every(({ isRight }) => isRight)
}
