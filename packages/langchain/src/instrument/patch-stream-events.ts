import type { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { fieldsOf } from '../fields.ts'
import { observeEvents, type EventSource } from './observe-events.ts'
import { patchMethod } from './patch-method.ts'

// What LangChain's own `streamEvents` takes its events from.
const eventMethod = '_streamChatModelEvents'

const observed = Symbol('observed')

/**
 * Books what a chat model's own event stream costs (`streamEvents` version 3, `streamV2`): LangChain fires no
 * callback for it (measured in 1.1.49 to 1.4.0). Nothing for versions that have no such stream.
 */
export function patchStreamEvents(
  BaseChatModel: object,
  handler: TokentollCallbackHandler,
): readonly (() => void)[] {
  const { prototype } = BaseChatModel as { prototype?: object }
  if (prototype === undefined || !(eventMethod in prototype)) return []
  return ['streamEvents', 'streamV2'].flatMap(
    (name) =>
      patchMethod<TokentollCallbackHandler>(
        prototype,
        name,
        handler,
        (handlers, original) =>
          function streamWithTokentoll(this: unknown, input, options, ...rest) {
            const model = this as EventSource & { readonly [observed]?: boolean }
            const { version } = fieldsOf(options)
            // The older versions run through callbacks, and `streamV2` may end up in `streamEvents`.
            if (version === 'v1' || version === 'v2' || model[observed] === true || handlers.size === 0)
              return original.call(this, input, options, ...rest)
            return original.call(standIn(model, options, [...handlers]), input, options, ...rest)
          },
      ) ?? [],
  )
}

// The original asks `this` for the events: it gets a stand-in for the model whose events are observed.
function standIn(
  model: EventSource,
  options: unknown,
  handlers: readonly TokentollCallbackHandler[],
): EventSource {
  return Object.create(model, {
    [observed]: { value: true },
    [eventMethod]: {
      value: (messages: unknown, callOptions: unknown, runManager: unknown) =>
        observeEvents({ model, messages, options, callOptions, handlers }, () =>
          model[eventMethod](messages, callOptions, runManager),
        ),
    },
  })
}
