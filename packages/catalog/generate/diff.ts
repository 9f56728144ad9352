import { readLine } from '../src/read-line.ts'
import type { Catalog, CatalogProvider } from '../src/types.ts'

/** What changes between two catalogues, for a person: a line per model that came, went or changed price. */
export function describeChanges(before: Catalog, after: Catalog): string[] {
  const changes: string[] = []
  const ids = new Set([...before.providers, ...after.providers].map((provider) => provider.id))
  for (const id of ids) {
    const old = modelsOf(before.providers.find((provider) => provider.id === id))
    const now = modelsOf(after.providers.find((provider) => provider.id === id))
    for (const model of new Set([...old.keys(), ...now.keys()])) {
      const [was, is] = [old.get(model), now.get(model)]
      if (was === is) continue
      if (was === undefined) changes.push(`${id} ${model}: new, ${brief(is)}`)
      else if (is === undefined) changes.push(`${id} ${model}: gone, was ${brief(was)}`)
      else changes.push(`${id} ${model}: ${brief(was)} -> ${brief(is)}`)
    }
  }
  return changes
}

function modelsOf(provider: CatalogProvider | undefined): Map<string, string> {
  const lines = (provider?.lines ?? '').split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line]))
}

/** Input and output price of today when that tells the change, else everything after the id. */
function brief(line: string | undefined): string {
  if (line === undefined) return 'no price'
  const [entry] = readLine(line)
  const rest = line.slice(line.indexOf(' ') + 1)
  return typeof entry?.prices.input === 'string' && rest.length > 60 ? `${rest.slice(0, 57)}...` : rest
}
