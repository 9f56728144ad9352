import type { Attribution } from '@tokentoll/core'
import {
  readProviderOptions,
  readRuntimeContext,
  type AttributionHints,
} from '../attribution/attribution-hints.ts'
import type { CaptureContext } from '../capture/context.ts'
import { at, textAt } from '../shapes/fields.ts'

/** What an event of the SDK says about who caused the call: provider options, runtime context, function id. */
export function hintsOfEvent(context: CaptureContext, event: unknown): AttributionHints {
  const { providerOptionsKey, runtimeContextKeys, functionIdAsTask } = context.options
  const explicit = readProviderOptions(at(event, 'providerOptions'), providerOptionsKey)
  // The SDK shows only the keys that the call allowed; version 6 calls it metadata.
  const allowed =
    readRuntimeContext(at(event, 'runtimeContext'), runtimeContextKeys) ??
    readRuntimeContext(at(event, 'metadata'), runtimeContextKeys)
  const functionId = functionIdAsTask ? textAt(event, 'functionId') : undefined
  return { explicit, ambient: functionId === undefined ? allowed : withTask(functionId, allowed) }
}

function withTask(functionId: string, allowed: Attribution | undefined): Attribution {
  return { ...allowed, task: functionId }
}
