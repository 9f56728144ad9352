import { CallbackManager } from '@langchain/core/callbacks/manager'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'

/**
 * One loaded copy of `@langchain/core`. ES modules and CommonJS get a copy each, and so does each version in
 * `node_modules`; nothing of one copy is seen by another.
 */
export interface LangChainCopy {
  /** From `@langchain/core/callbacks/manager`. */
  readonly CallbackManager: object
  /** From `@langchain/core/language_models/chat_models`. */
  readonly BaseChatModel?: object
}

/** The copies that belong to this package: as ES module and, in Node, as CommonJS. */
export function ownCopies(): readonly LangChainCopy[] {
  const copies: LangChainCopy[] = [{ CallbackManager, BaseChatModel }]
  try {
    const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
    copies.push({
      ...(require('@langchain/core/callbacks/manager') as LangChainCopy),
      ...(require('@langchain/core/language_models/chat_models') as Pick<LangChainCopy, 'BaseChatModel'>),
    })
  } catch {
    // A bundle or a runtime without CommonJS has no second copy.
  }
  return copies
}
