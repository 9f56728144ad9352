import type { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { fieldsOf } from '../fields.ts'
import { observeEvents, type EventSource } from './observe-events.ts'
import { patchMethod } from './patch-method.ts'

// What LangChain's own `streamEvents` takes its events from.
const eventMethod = '_streamChatModelEvents'

/**
 * Books what a chat model's own `streamEvents` version 3 (and `streamV2`) costs: LangChain fires no callback
 * for it (measured in 1.4.0). Undefined for versions that have no such stream.
 */
export function patchStreamEvents(
  BaseChatModel: object,
  handler: TokentollCallbackHandler,
): (() => void) | undefined {
  const { prototype } = BaseChatModel as { prototype?: object }
  if (prototype === undefined || !(eventMethod in prototype)) return undefined
  return patchMethod<TokentollCallbackHandler>(
    prototype,
    'streamEvents',
    handler,
    (handlers, original) =>
      function streamEventsWithTokentoll(this: unknown, input, options, ...rest) {
        const { version } = fieldsOf(options)
        // The older versions run through callbacks.
        if (version === 'v1' || version === 'v2' || handlers.size === 0)
          return original.call(this, input, options, ...rest)
        const model = this as EventSource
        // The original asks `this` for the events: it gets a stand-in for the model whose events are observed.
        const observed: EventSource = Object.create(model, {
          [eventMethod]: {
            value: (messages: unknown, callOptions: unknown, runManager: unknown) =>
              observeEvents({ model, messages, options, callOptions, handlers: [...handlers] }, () =>
                model[eventMethod](messages, callOptions, runManager),
              ),
          },
        })
        return original.call(observed, input, options, ...rest)
      },
  )
}
