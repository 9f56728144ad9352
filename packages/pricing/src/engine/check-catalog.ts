import type { Catalog } from '@tokentoll/catalog/format'
import { refusal, type TokentollError } from '../errors.ts'

/** Throws `catalog_invalid` for a catalogue that is not whole: another schema, or cut short on its way. */
export function checkCatalog(catalog: Catalog): Catalog {
  if (
    typeof catalog !== 'object' ||
    catalog === null ||
    catalog.schema !== 1 ||
    !Array.isArray(catalog.providers)
  ) {
    throw invalid('Not a catalogue of schema 1', 'catalog.schema', catalog?.schema)
  }
  const characters = catalog.providers.reduce((sum, { lines }) => sum + lines.length, 0)
  if (characters !== catalog.characters) {
    throw invalid(
      `A catalogue of ${catalog.characters} characters was cut short`,
      'catalog.characters',
      characters,
    )
  }
  if (!Number.isFinite(Date.parse(catalog.checkedAt))) {
    throw invalid('A catalogue without the instant it was checked', 'catalog.checkedAt', catalog.checkedAt)
  }
  return catalog
}

function invalid(problem: string, field: string, value: unknown): TokentollError {
  const remedy = 'Load the catalogue again, or use the one that comes with @tokentoll/catalog.'
  return refusal('catalog_invalid', problem, field, value, remedy)
}
