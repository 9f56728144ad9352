import { brokenOperations } from './broken.ts'
import { objectOperations } from './objects.ts'
import type { Operation } from './operation.ts'
import { settingsOperations } from './settings.ts'
import { textOperations } from './text.ts'

/** The operations of language models: the rows of the coverage page. */
export const languageOperations: readonly Operation[] = [
  ...textOperations,
  ...objectOperations,
  ...brokenOperations,
  ...settingsOperations,
]
export type { Operation } from './operation.ts'
