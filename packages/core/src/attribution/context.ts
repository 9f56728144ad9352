import { AsyncLocalStorage } from 'node:async_hooks'
import { mergeAttribution, type Attribution } from './attribution.ts'

// One storage per process, shared by every copy of this package (ESM and CJS loaders, duplicated
// installs): a copy of its own would silently lose the tenant. Created on first use, not at import.
const storageKey = Symbol.for('tokentoll.attribution')

function storage(): AsyncLocalStorage<Attribution> {
  const global = globalThis as { [storageKey]?: AsyncLocalStorage<Attribution> }
  return (global[storageKey] ??= new AsyncLocalStorage<Attribution>())
}

/**
 * Runs `run` with an attribution that every model call inside it inherits, across awaits and streams.
 * Nested calls merge: the inner fields win, what they leave open comes from outside.
 */
export function withAttribution<Result>(attribution: Attribution, run: () => Result): Result {
  return storage().run(mergeAttribution(attribution, storage().getStore()), run)
}

/** The attribution of the running context; undefined outside `withAttribution`. */
export function currentAttribution(): Attribution | undefined {
  return storage().getStore()
}
