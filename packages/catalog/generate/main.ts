import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { catalog as before } from '../data/prices.ts'
import { buildCatalog } from './build-catalog.ts'
import { describeChanges } from './diff.ts'
import { toCatalog } from './render-data.ts'
import { renderFiles } from './render-files.ts'

/** Writes the catalogue, its provenance and the page about it, and tells what changed. */
async function main(): Promise<void> {
  const built = buildCatalog()
  const changes = describeChanges(before, toCatalog(built))
  for (const { url, text } of Object.values(renderFiles(built))) await writeFile(fileURLToPath(url), text)
  const models = built.providers.reduce((sum, { provenance }) => sum + provenance.size, 0)
  for (const change of changes) console.log(change)
  for (const { provider, rejected } of built.providers) {
    for (const text of rejected) console.log(`rejected: ${provider.id} ${text}`)
  }
  console.log(
    `${models} models of ${built.providers.length} providers, as of ${built.date}; ${changes.length} changes.`,
  )
}

await main()
