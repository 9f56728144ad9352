import { refusal, type TokentollError } from '../errors.ts'
import type { PriceValue, TokenPrices } from '../types.ts'
import { checkEntry } from './check-entry.ts'
import { toEpochMs } from './instant.ts'
import { createPeriod, isValidAt, type Period } from './period.ts'
import { checkFactor } from './rate.ts'

/**
 * What a tenant pays instead of, or on top of, the list price, for the instants in `[from, to)`. Several
 * factors multiply in the order given. A cost that the provider reports is never changed by them.
 */
export interface TenantOverlay {
  /** Absent: every tenant, and calls without one. */
  readonly tenantId?: string | undefined
  /** Absent: every provider. */
  readonly provider?: string | undefined
  /** Model id, resolved like that of a call; absent: every model. */
  readonly model?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Negotiated prices; they need `provider` and `model`. */
  readonly prices?: TokenPrices | undefined
  /** Factor on all prices, units included: `'0.9'` is a discount of 10 %, `'1.3'` a markup of 30 %. */
  readonly multiplier?: PriceValue | undefined
}

/** What applies to one call. */
export interface TenantTerms {
  readonly negotiated: Period | undefined
  readonly factors: readonly PriceValue[]
}

export interface Tenants {
  termsFor(
    tenantId: string | undefined,
    provider: string,
    models: readonly string[],
    epochMs: number,
    modelOf: (model: string) => string,
  ): TenantTerms
}

interface Term {
  readonly overlay: TenantOverlay
  readonly provider: string | undefined
  readonly period: Period
}

const LIST_TERMS: TenantTerms = { negotiated: undefined, factors: [] }

/** Reads tenant overlays; undefined when there are none, so that nobody pays for asking. */
export function createTenants(
  overlays: readonly TenantOverlay[],
  providerOf: (name: string) => string,
): Tenants | undefined {
  if (overlays.length === 0) return undefined
  const terms = overlays.map((overlay, index) => readTerm(overlay, `tenants[${index}]`, providerOf))
  return {
    termsFor(tenantId, provider, models, epochMs, modelOf) {
      const matching = terms.filter(
        (term) =>
          (term.overlay.tenantId === undefined || term.overlay.tenantId === tenantId) &&
          (term.provider === undefined || term.provider === provider) &&
          isValidAt(term.period, epochMs) &&
          (term.overlay.model === undefined ||
            models.includes(term.overlay.model) ||
            models.includes(modelOf(term.overlay.model))),
      )
      if (matching.length === 0) return LIST_TERMS
      return {
        negotiated: matching.find((term) => term.overlay.prices !== undefined)?.period,
        factors: matching.flatMap((term) => term.overlay.multiplier ?? []),
      }
    },
  }
}

function readTerm(overlay: TenantOverlay, field: string, providerOf: (name: string) => string): Term {
  const { provider, model, prices, multiplier, from, to } = overlay
  if ((prices === undefined) === (multiplier === undefined)) {
    throw invalid('A tenant overlay needs either prices or a multiplier', field, 'Give one of the two.')
  }
  if (prices !== undefined && (provider === undefined || model === undefined)) {
    throw invalid('Negotiated prices without their model', field, 'Name provider and model.')
  }
  if (multiplier !== undefined) checkFactor(multiplier, `${field}.multiplier`)
  for (const instant of [from, to]) if (instant !== undefined) toEpochMs(instant, `${field}.from`)
  const canonical = provider === undefined ? undefined : providerOf(provider)
  const entry = {
    provider: canonical ?? '',
    model: model ?? '',
    prices: prices ?? { input: 0, output: 0 },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
  checkEntry(entry, field)
  return { overlay, provider: canonical, period: createPeriod(entry, field, true) }
}

function invalid(problem: string, field: string, remedy: string): TokentollError {
  return refusal('overlay_invalid', problem, field, undefined, remedy)
}
