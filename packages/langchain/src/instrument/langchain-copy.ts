import { CallbackManager } from '@langchain/core/callbacks/manager'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { fieldsOf } from '../fields.ts'
import { guarded } from '../guarded.ts'
import { findCopies } from './find-copies.ts'

/**
 * One loaded copy of `@langchain/core`. ES modules and CommonJS get a copy each, and so does each version and
 * each set of peers in `node_modules`; nothing of one copy is seen by another.
 */
export interface LangChainCopy {
  /** From `@langchain/core/callbacks/manager`. */
  readonly CallbackManager: object
  /** From `@langchain/core/language_models/chat_models`. */
  readonly BaseChatModel?: object
}

/** The copies that can be found: as ES module and, in Node, as CommonJS, also those behind LangChain's packages. */
export function knownCopies(): readonly LangChainCopy[] {
  // A bundle, or a runtime that is not Node, has one copy and no files to look for others in.
  const files = guarded(findCopies) ?? []
  const loaded = files.flatMap((file) => [copyAt(file), copyAt(file.replace(/\.cjs$/, '.js'))])
  return [{ CallbackManager, BaseChatModel }, ...loaded.filter((copy) => copy !== undefined)]
}

function copyAt(managerFile: string): LangChainCopy | undefined {
  const modelFile = managerFile.replace(/callbacks([\\/])manager(\.c?js)$/, 'language_models$1chat_models$2')
  return guarded(() => {
    const require = process.getBuiltinModule('node:module').createRequire(managerFile)
    const manager = fieldsOf(require(managerFile))['CallbackManager']
    const model = guarded(() => fieldsOf(require(modelFile))['BaseChatModel'])
    if (typeof manager !== 'function') return undefined
    return { CallbackManager: manager, ...(typeof model === 'function' ? { BaseChatModel: model } : {}) }
  })
}
