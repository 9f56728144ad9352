import { propagation } from '@opentelemetry/api'
import type { Attribution } from '@tokentoll/core'

/** Names of the attribution fields in OpenTelemetry baggage. */
export const baggageKeys: Readonly<Record<'tenantId' | 'userId' | 'task' | 'conversationId', string>> = {
  tenantId: 'llm.tenant.id',
  userId: 'llm.user.id',
  task: 'llm.task',
  conversationId: 'llm.conversation.id',
}

/**
 * The attribution that the active OpenTelemetry baggage carries, for `createMeter({ attribution })`. Baggage
 * comes from whoever called this service: use it only behind a gateway that sets it.
 */
export function baggageAttribution(): Attribution | undefined {
  const baggage = propagation.getActiveBaggage()
  if (baggage === undefined) return undefined
  const entry = (key: string): string | undefined => baggage.getEntry(key)?.value || undefined
  return {
    tenantId: entry(baggageKeys.tenantId),
    userId: entry(baggageKeys.userId),
    task: entry(baggageKeys.task),
    conversationId: entry(baggageKeys.conversationId),
  }
}
