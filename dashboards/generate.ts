import { mkdir, writeFile } from 'node:fs/promises'
import { createDashboards } from './src/create-dashboards.ts'

// Writes dashboards/generated: run after a change of a dashboard; a test fails while the committed files differ.
const folder = new URL('./generated/', import.meta.url)
await mkdir(folder, { recursive: true })
for (const dashboard of createDashboards()) {
  await writeFile(new URL(`${dashboard.uid}.json`, folder), dashboard.json)
}
