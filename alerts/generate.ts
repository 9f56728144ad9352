import { mkdir, writeFile } from 'node:fs/promises'
import { createRules, createSelfHostedRules } from './src/create-rules.ts'
import { generatedHeader } from './src/output/generated-header.ts'
import { rulesYaml } from './src/output/rules-yaml.ts'

// Writes alerts/generated: run after a change of the rules; a test fails while the committed files differ.
const folder = new URL('./generated/', import.meta.url)
await mkdir(folder, { recursive: true })
await writeFile(new URL('llm-cost.rules.yaml', folder), rulesYaml(createRules(), generatedHeader))
await writeFile(
  new URL('self-hosted.rules.yaml', folder),
  rulesYaml(createSelfHostedRules(), generatedHeader),
)
