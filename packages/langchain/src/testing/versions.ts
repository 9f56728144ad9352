/** The older versions under test: folders of private packages with dependencies of their own. */
export const olderVersions: readonly string[] = ['0-3', '1-0', '1-1', '1-2']

/** The package.json that an older version resolves from. */
export function manifestOf(version: string): URL {
  return new URL(`../../../../e2e/compat-langchain-${version}/package.json`, import.meta.url)
}

/** The page that the suite writes and holds. */
export const coverageFile: URL = new URL('../../../../docs/coverage-langchain.md', import.meta.url)
