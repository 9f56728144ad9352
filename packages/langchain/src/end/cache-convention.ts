import { fieldsOf, textOf } from '../fields.ts'

/**
 * Whether the installed `@langchain/core` is older than 1.1.3, the first one that a `@langchain/anthropic`
 * with the cache inside the input (1.2.2) takes: no class names its version to callbacks that early. False,
 * too, where nobody can tell, as in a bundle.
 */
export function isBeforeInclusiveCache(): boolean {
  try {
    const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
    const version = textOf(fieldsOf(require('@langchain/core/package.json'))['version']) ?? ''
    const [major = NaN, minor = NaN, patch = NaN] = version.split('.').map(Number.parseFloat)
    return major < 1 || (major === 1 && (minor < 1 || (minor === 1 && patch < 3)))
  } catch {
    return false
  }
}
