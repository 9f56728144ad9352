import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { writeBundle } from './src/bundle/write-bundle.ts'

// Writes dashboards/generated: run after a change of a dashboard or a rule; a test fails while the files differ.
const folder = fileURLToPath(new URL('./generated', import.meta.url))
await rm(folder, { recursive: true, force: true })
await writeBundle(folder)
