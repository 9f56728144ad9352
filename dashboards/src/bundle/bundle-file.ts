import { stringify } from 'yaml'

/** A file of the bundle, by its path inside the folder it is written to. */
export interface BundleFile {
  readonly path: string
  readonly content: string
}

/** YAML documents with a comment in front. */
export function yamlFile(path: string, comment: string, ...documents: readonly object[]): BundleFile {
  const text = documents.map((document) =>
    stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }),
  )
  const comments = comment.split('\n').map((line) => `# ${line}\n`)
  return { path, content: comments.join('') + text.join('---\n') }
}
