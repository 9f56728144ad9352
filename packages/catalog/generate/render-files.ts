import type { BuiltCatalog } from './build-catalog.ts'
import { renderData, toCatalog } from './render-data.ts'
import { renderPage } from './render-page.ts'
import { renderProvenance } from './render-provenance.ts'

export interface GeneratedFile {
  readonly url: URL
  readonly text: string
}

/** Every file that the generator owns, with the content it has to have. */
export function renderFiles(
  built: BuiltCatalog,
): Readonly<Record<'data' | 'provenance' | 'page', GeneratedFile>> {
  return {
    data: { url: new URL('../data/prices.ts', import.meta.url), text: renderData(toCatalog(built)) },
    provenance: { url: new URL('../data/provenance.json', import.meta.url), text: renderProvenance(built) },
    page: { url: new URL('../../../docs/prices.md', import.meta.url), text: renderPage(built) },
  }
}
