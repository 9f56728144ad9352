import type { CallOperation, CallStart } from '@tokentoll/core'
import { fieldsOf, textOf } from '../fields.ts'
import { attributionOf } from './attribution-of.ts'

/** What LangChain says when a model run starts. */
export interface RunStart {
  readonly operation: CallOperation
  readonly serialized: unknown
  readonly runId: string
  readonly parentRunId: string | undefined
  readonly extraParams: unknown
  readonly tags: readonly string[] | undefined
  readonly metadata: unknown
  readonly runName: string | undefined
}

/**
 * Turns a starting run into a call, for every provider class and version that is known; never throws. `model`
 * is what it really asks, where that is not what its request names.
 */
export function describeStart(start: RunStart, model?: string): CallStart {
  try {
    return describe(start, model ?? requestedModel(start))
  } catch {
    const { runId } = start
    return { integration: 'langchain', provider: 'unknown', model: 'unknown', runId, oneRunPerCall: true }
  }
}

/** The model that the run's request names. */
export function requestedModel({ metadata, serialized, extraParams }: RunStart): string {
  const invocation = fieldsOf(fieldsOf(extraParams)['invocation_params'])
  const constructed = fieldsOf(fieldsOf(serialized)['kwargs'])
  return (
    textOf(fieldsOf(metadata)['ls_model_name']) ??
    textOf(invocation['model']) ??
    textOf(invocation['model_name']) ??
    textOf(invocation['modelName']) ??
    textOf(constructed['model']) ??
    textOf(constructed['model_name']) ??
    'unknown'
  )
}

function describe(start: RunStart, model: string): CallStart {
  const metadata = fieldsOf(start.metadata)
  const invocation = fieldsOf(fieldsOf(start.extraParams)['invocation_params'])
  return {
    integration: 'langchain',
    operation: start.operation,
    provider:
      textOf(metadata['ls_provider']) ?? textOf(namespaceOf(fieldsOf(start.serialized)['id'])) ?? 'unknown',
    model,
    attribution: attributionOf(metadata, start.runName),
    runId: start.runId,
    parentRunId: start.parentRunId,
    oneRunPerCall: true,
    requestedServiceTier: requestedTier(textOf(invocation['service_tier'])),
  }
}

// Legacy classes name no provider; their id does: ['langchain', 'llms', 'openai', 'OpenAI'].
function namespaceOf(id: unknown): unknown {
  return Array.isArray(id) ? id[2] : undefined
}

// "auto" and Anthropic's "standard_only" leave the choice to the provider: they name no tier.
function requestedTier(tier: string | undefined): string | undefined {
  return tier === 'auto' || tier === 'standard_only' ? undefined : tier
}

/** The most output tokens the request allows; undefined when it does not say. */
export function outputLimit(extraParams: unknown): number | undefined {
  const invocation = fieldsOf(fieldsOf(extraParams)['invocation_params'])
  for (const name of ['max_completion_tokens', 'max_output_tokens', 'max_tokens', 'maxOutputTokens']) {
    const limit = invocation[name]
    if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0) return limit
  }
  return undefined
}
