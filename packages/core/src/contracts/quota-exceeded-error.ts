import { TokentollError } from '@tokentoll/pricing'

/** Which budget refused a call, and by how much. Amounts in picodollars. */
export interface QuotaExceededDetails {
  readonly budgetId: string
  readonly scope: string
  readonly key: string
  readonly period: string
  readonly limitPicoUsd: bigint
  readonly usedPicoUsd: bigint
  readonly reservedPicoUsd: bigint
  readonly requestedPicoUsd: bigint
  /** When the budget has room again by itself; undefined for a lifetime budget. */
  readonly resetsAt?: Date | undefined
}

/**
 * A budget refused the call before the provider was asked. The one error of ours that reaches the
 * caller's chain. `details` says which budget, its limit and when it resets.
 */
export class QuotaExceededError extends TokentollError {
  override readonly name: string = 'QuotaExceededError'
  readonly details: QuotaExceededDetails

  constructor(problem: string, details: QuotaExceededDetails) {
    super({
      code: 'quota_exceeded',
      problem,
      field: 'budget',
      value: details.budgetId,
      remedy:
        details.resetsAt === undefined
          ? 'Raise the limit of this budget'
          : `Raise the limit of this budget, or wait until it resets at ${details.resetsAt.toISOString()}`,
    })
    this.details = details
  }

  /** True for a `QuotaExceededError` of any copy of this package. */
  static override isInstance(error: unknown): error is QuotaExceededError {
    return TokentollError.isInstance(error) && error.code === 'quota_exceeded'
  }
}
