import type { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { fieldsOf } from '../fields.ts'
import { patchMethod } from './patch-method.ts'

/**
 * Puts the handler into every run that a copy of LangChain configures. It goes in as one of the run's own
 * callbacks before LangChain looks at them: added afterwards it would miss metadata and tags. A run that
 * already has a handler of the same meter is left alone.
 */
export function patchCallbackManager(
  CallbackManager: object,
  handler: TokentollCallbackHandler,
): (() => void) | undefined {
  return patchMethod<TokentollCallbackHandler>(
    CallbackManager,
    '_configureSync',
    handler,
    (handlers, original) =>
      function configureWithTokentoll(this: unknown, inheritable, local, ...rest) {
        return original.call(this, inheritable, withHandlers(handlers, inheritable, local), ...rest)
      },
  )
}

function withHandlers(
  handlers: ReadonlySet<TokentollCallbackHandler>,
  inheritable: unknown,
  local: unknown,
): unknown {
  const inherited = listOf(inheritable)
  const own = listOf(local)
  const missing = [...handlers].filter(
    (handler) => !hasMeterOf(handler, inherited) && !hasMeterOf(handler, own),
  )
  // A new array: the caller's own must not grow.
  return missing.length === 0 ? local : [...own, ...missing]
}

function listOf(callbacks: unknown): readonly unknown[] {
  if (Array.isArray(callbacks)) return callbacks
  const { handlers } = fieldsOf(callbacks)
  return Array.isArray(handlers) ? handlers : []
}

function hasMeterOf(handler: TokentollCallbackHandler, callbacks: readonly unknown[]): boolean {
  for (const callback of callbacks) {
    if (callback === handler) return true
    const { name, meter } = fieldsOf(callback)
    if (name === handler.name && meter === handler.meter) return true
  }
  return false
}
