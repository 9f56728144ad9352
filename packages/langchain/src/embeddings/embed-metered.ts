import {
  describeError,
  isRefusal,
  normaliseRawUsage,
  type Attribution,
  type CallEnd,
  type CallStart,
  type Meter,
  type Reservation,
} from '@tokentoll/core'
import { fieldsOf, textOf } from '../fields.ts'
import { guarded } from '../guarded.ts'
import { estimatedTokens } from '../start/prompt-characters.ts'
import { requestCharacters, usageOfAnswer } from './embedding-shapes.ts'
import { providerOfEmbeddings } from './provider-of-embeddings.ts'

/** Embeddings that send each request through one method and get the provider's whole answer back. */
export interface RequestingEmbeddings {
  embeddingWithRetry(request: unknown): Promise<unknown>
}

/** What the user says about the embeddings, for what their class does not tell. */
export interface EmbeddingFacts {
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly attribution?: Attribution | undefined
}

const metered = Symbol.for('tokentoll.embeddings.metered')

/** Marks an instance whose requests are booked by its wrapper, with the meter that it was given. */
export function markMetered(embeddings: object, meter: Meter | undefined): void {
  Object.defineProperty(embeddings, metered, { value: { meter } })
}

/** Whether a wrapper books for this instance with the same meter. */
export function isMeteredBy(embeddings: object, meter: Meter | undefined): boolean {
  const mark: unknown = Reflect.get(embeddings, metered)
  return typeof mark === 'object' && mark !== null && 'meter' in mark && mark.meter === meter
}

/** Whether a wrapper books for this instance. */
export function isMetered(embeddings: unknown): boolean {
  return typeof embeddings === 'object' && embeddings !== null && metered in embeddings
}

/** Sends one request of embeddings and books it. Rejects with the request's own error or a budget's refusal. */
export async function embedMetered<Answer>(
  meter: Meter | undefined,
  embeddings: object,
  request: unknown,
  send: () => Promise<Answer>,
  facts: EmbeddingFacts = {},
): Promise<Answer> {
  if (meter === undefined) return send()
  const { model } = fieldsOf(request)
  const call: CallStart = {
    integration: 'langchain',
    operation: 'embeddings',
    provider: facts.provider ?? guarded(() => providerOfEmbeddings(embeddings)) ?? 'unknown',
    model: facts.model ?? textOf(model) ?? modelOf(embeddings),
    attribution: facts.attribution,
    runId: crypto.randomUUID(),
  }
  const characters = guarded(() => requestCharacters(request)) ?? 0
  const estimate = characters === 0 ? undefined : estimatedTokens(characters)
  const reservation = await reserve(meter, { ...call, inputTokens: estimate ?? 0, outputTokens: 0 })
  const open = guarded(() => meter.start(call, reservation))
  let answer: Answer
  try {
    answer = await send()
  } catch (error) {
    guarded(() => open?.end({ outcome: 'error', error: describeError(error) }))
    throw error
  }
  const end = guarded(() => readEmbedding(answer, call, estimate)) ?? {}
  guarded(() => open?.end(end))
  return answer
}

async function reserve(
  meter: Meter,
  call: Parameters<Meter['authorize']>[0],
): Promise<Reservation | undefined> {
  if (meter.gate === undefined) return undefined
  try {
    return (await meter.authorize(call)).reservation
  } catch (error) {
    if (isRefusal(error)) throw error
    // A meter that is not core's failed: the call goes on.
    return undefined
  }
}

// Providers without usage in their answer (Gemini among them) are estimated from the texts, and flagged so.
function readEmbedding(answer: unknown, call: CallStart, estimate: number | undefined): CallEnd {
  const { model } = fieldsOf(answer)
  const found = normaliseRawUsage(usageOfAnswer(answer), call.provider)
  // Nothing that is known to be text was sent: unknown, and not free.
  if (found === undefined && estimate === undefined)
    return { usageSource: 'missing', usageConfidence: 'missing' }
  if (found === undefined)
    return {
      usage: { inputTokens: estimate, outputTokens: 0 },
      usageSource: 'estimate',
      usageConfidence: 'estimated',
    }
  return {
    usage: found.usage,
    usageSource: 'raw_usage',
    usageConfidence: 'exact',
    flags: found.flags,
    reportedCostUsd: found.reportedCostUsd,
    model: textOf(model),
  }
}

function modelOf(embeddings: object): string {
  const { model, modelName } = fieldsOf(embeddings)
  return textOf(model) ?? textOf(modelName) ?? 'unknown'
}
