import { stringify } from 'yaml'
import type { RuleFile } from './rule-file.ts'

/** A rule file as Prometheus reads it; `header` lines become comments. */
export function rulesYaml(file: RuleFile, header: readonly string[] = []): string {
  const comments = header.map((line) => `# ${line}\n`).join('')
  return comments + stringify(file, { lineWidth: 0, aliasDuplicateObjects: false })
}
