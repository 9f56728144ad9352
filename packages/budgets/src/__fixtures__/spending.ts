import { QuotaExceededError, type SpendRequest } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import type { Budget, Budgets } from '../index.ts'

export const dollar = 1_000_000_000_000
export const noon = Date.UTC(2026, 10, 22, 12)
let lastId = 0

export function request(parts: Partial<SpendRequest> = {}): SpendRequest {
  lastId += 1
  return {
    id: `call-${lastId}`,
    provider: 'openai',
    model: 'gpt-4o',
    attribution: { tenantId: 'acme', userId: 'ada', task: 'chat', conversationId: 'c-1' },
    estimatedPicoUsd: dollar,
    at: noon,
    ...parts,
  }
}

export const costing = (usd: number) => costRecord({ cost: { inputPicoUsd: usd * dollar, outputPicoUsd: 0 } })
export const refused = (error: unknown): boolean => QuotaExceededError.isInstance(error)

export async function spend(budgets: Budgets, usd: number, parts: Partial<SpendRequest> = {}): Promise<void> {
  await budgets.settle(await budgets.reserve(request(parts)), costing(usd))
}

export function tenantBudget(parts: Partial<Budget> = {}): Budget {
  return { id: 'tenants', scope: 'tenant', period: 'month', limitUsd: 5, ...parts }
}

