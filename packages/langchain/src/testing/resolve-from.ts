// Makes the packages of LangChain resolve from another folder: `node --import resolve-from.ts`, with the URL
// of that folder's package.json in TOKENTOLL_LANGCHAIN_FROM. So one source runs on any installed version.
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const from = process.env['TOKENTOLL_LANGCHAIN_FROM']
if (from === undefined) throw new Error('TOKENTOLL_LANGCHAIN_FROM names no package.json')
const ownFolder = new URL('../../', import.meta.url).href
const { resolve } = createRequire(from)

registerHooks({
  resolve(specifier, context, next) {
    const isHost = /^(?:@langchain\/|langchain(?:\/|$))/.test(specifier)
    if (!isHost || context.parentURL?.startsWith(ownFolder) !== true) return next(specifier, context)
    // CommonJS resolves from the module that asks, whatever the context says.
    if (context.conditions.includes('require'))
      return { url: pathToFileURL(resolve(specifier)).href, shortCircuit: true }
    return next(specifier, { ...context, parentURL: from })
  },
})
