import type { Catalog } from '@tokentoll/catalog'

/** A catalogue of lines by provider, the first of which is a vendor. */
export function catalogOf(lines: Readonly<Record<string, string>>): Catalog {
  const ids = Object.keys(lines)
  return {
    schema: 1,
    version: 'test',
    checkedAt: '2026-11-22T00:00:00Z',
    characters: Object.values(lines).reduce((sum, text) => sum + text.length, 0),
    vendors: ids.slice(0, 1),
    providers: ids.map((id) => ({
      id,
      name: id,
      url: 'https://acme.test',
      aliases: [],
      standIns: [],
      billedAsText: [],
      lines: lines[id] ?? '',
    })),
  }
}
