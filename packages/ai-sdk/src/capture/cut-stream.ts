import { normaliseRawUsage } from '@tokentoll/core'
import { at, firstOfMetadata, textAt } from '../shapes/fields.ts'
import type { StreamReading } from './stream-reading.ts'

const realEnds: readonly string[] = ['stop', 'length', 'content-filter', 'tool-calls']

/**
 * True for a stream whose connection ended in good order before the provider had finished, as proxies cut
 * them: the client says `finish` all the same, and what stands there as usage is what the provider sent
 * along the way. Anthropic begins with the input and a placeholder for the output, Google keeps a running
 * sum; the others tell their usage at the end or not at all.
 */
export function isCutShort(reading: StreamReading, provider: string): boolean {
  const { finish } = reading
  const reason = at(finish, 'finishReason')
  const unified = textAt(reason, 'unified') ?? textAt(finish, 'finishReason')
  const raw = at(reason, 'raw') ?? at(finish, 'rawFinishReason')
  if ((raw !== undefined && raw !== null) || unified === undefined || realEnds.includes(unified)) return false
  return [
    reading.wireUsage,
    at(finish, 'usage', 'raw'),
    firstOfMetadata(at(finish, 'providerMetadata'), (own) => at(own, 'usage') ?? at(own, 'usageMetadata')),
  ].some((usage) => {
    const shape = normaliseRawUsage(usage, provider)?.shape
    return shape === 'anthropic' || shape === 'google'
  })
}
