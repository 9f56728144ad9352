import { TokentollError } from '@tokentoll/pricing'

/**
 * True for the errors with which a budget stops a call on purpose: `quota_exceeded`, and
 * `budget_unavailable` when a hard budget cannot be checked. Only these may reach the user's chain.
 */
export function isRefusal(error: unknown): error is TokentollError {
  return (
    TokentollError.isInstance(error) &&
    (error.code === 'quota_exceeded' || error.code === 'budget_unavailable')
  )
}
