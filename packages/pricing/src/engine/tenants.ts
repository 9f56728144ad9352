import { refusal, type TokentollError } from '../errors.ts'
import type { PriceValue, TokenPrices } from '../types.ts'
import { checkEntry, checkKnownKeys, requireList } from './check-entry.ts'
import { checkOverlap, createPeriod, isValidAt, type Period } from './period.ts'
import { checkFactor } from './rate.ts'
import { required } from './shelf.ts'

/**
 * What a tenant pays instead of, or on top of, the list price, for the instants in `[from, to)`. Several
 * factors multiply; of several prices that of the tenant wins over that of every tenant. A cost that the provider reports is never changed by them.
 */
export interface TenantOverlay {
  /** Absent: every tenant, and calls without one. */
  readonly tenantId?: string | undefined
  /** Absent: every provider. */
  readonly provider?: string | undefined
  /** Model id, resolved like that of a call; absent: every model. */
  readonly model?: string | undefined
  /** ISO 8601 instant from which it holds, UTC where it names no zone; absent: since ever. */
  readonly from?: string | undefined
  /** ISO 8601 instant at which it ends, exclusive, UTC where it names no zone; absent: until further notice. */
  readonly to?: string | undefined
  /** Negotiated prices; they need `provider` and `model`. */
  readonly prices?: TokenPrices | undefined
  /** Factor on all prices, units included: `'0.9'` is a discount of 10 %, `'1.3'` a markup of 30 %. */
  readonly multiplier?: PriceValue | undefined
}

/** What applies to one call. */
export interface TenantTerms {
  readonly negotiated: Period | undefined
  /** The negotiated price is for the very id that was asked for, so that there is nothing to guess. */
  readonly isNamed: boolean
  readonly factors: readonly PriceValue[]
}

/** A call as the terms see it. */
export interface TenantCall {
  readonly tenantId: string | undefined
  /** Canonical name. */
  readonly provider: string
  readonly model: string
  /** Other ids of the model: the one that prices it, and what `modelOf` says. */
  readonly models: readonly string[]
  readonly epochMs: number
}

/** How the book reads names. */
export interface TenantNames {
  providerOf(name: string): string
  /** An id without the differences that mean nothing: deployment names, case, prefixes. */
  nameOf(model: string): string
  /** The model that an id stands for; `nameOf` where it is not known. */
  modelOf(provider: string, model: string): string
}

export interface Tenants {
  termsFor(call: TenantCall): TenantTerms
}

const OVERLAY_KEYS: readonly string[] = Object.keys({
  tenantId: true,
  provider: true,
  model: true,
  from: true,
  to: true,
  prices: true,
  multiplier: true,
} satisfies Record<keyof TenantOverlay, true>)

interface Term {
  /** Place in the list as given: factors multiply in this order. */
  readonly index: number
  readonly overlay: TenantOverlay
  readonly provider: string | undefined
  readonly period: Period
}

/** What may apply to the calls of one tenant, so that those of others are never looked at. */
interface Shortlist {
  readonly prices: readonly Term[]
  readonly factors: readonly Term[]
}

const LIST_TERMS: TenantTerms = { negotiated: undefined, isNamed: false, factors: [] }

/** Reads tenant overlays; undefined when there are none, so that nobody pays for asking. */
export function createTenants(overlays: readonly TenantOverlay[], names: TenantNames): Tenants | undefined {
  requireList(overlays, 'tenants', 'overlay_invalid')
  if (overlays.length === 0) return undefined
  const terms = overlays.map((overlay, index) => readTerm(overlay, index, names.providerOf))
  refuseOverlaps(terms, names)
  const byTenant = new Map<string | undefined, Term[]>()
  for (const term of terms) {
    const { tenantId } = term.overlay
    const others = byTenant.get(tenantId)
    if (others === undefined) byTenant.set(tenantId, [term])
    else others.push(term)
  }
  const everyones = byTenant.get(undefined) ?? []
  const forEveryone = shortlist(everyones)
  // Made for the tenants that have terms of their own, on their first call.
  const shortlists = new Map<string, Shortlist>()

  function shortlistOf(tenantId: string | undefined): Shortlist {
    const own = tenantId === undefined ? undefined : byTenant.get(tenantId)
    if (tenantId === undefined || own === undefined) return forEveryone
    const known = shortlists.get(tenantId)
    if (known !== undefined) return known
    // Prices of one tenant stand before those of all.
    const made = shortlist([...own, ...everyones])
    shortlists.set(tenantId, made)
    return made
  }

  function applies({ overlay, provider, period }: Term, call: TenantCall): boolean {
    return (
      (provider === undefined || provider === call.provider) &&
      isValidAt(period, call.epochMs) &&
      (overlay.model === undefined ||
        call.models.includes(overlay.model) ||
        call.models.includes(names.modelOf(call.provider, overlay.model)))
    )
  }

  return {
    termsFor(call) {
      const { prices, factors } = shortlistOf(call.tenantId)
      const own = factors.filter((term) => applies(term, call))
      const price = prices.find((term) => applies(term, call))
      if (own.length === 0 && price === undefined) return LIST_TERMS
      return {
        negotiated: price?.period,
        isNamed: price !== undefined && names.nameOf(price.overlay.model ?? '') === names.nameOf(call.model),
        factors: own.flatMap((term) => term.overlay.multiplier ?? []),
      }
    },
  }
}

function shortlist(terms: readonly Term[]): Shortlist {
  return {
    prices: terms.filter((term) => term.overlay.prices !== undefined),
    factors: terms
      .filter((term) => term.overlay.multiplier !== undefined)
      .sort((one, other) => one.index - other.index),
  }
}

/** A tenant has one price for a model at a time, under whichever of its ids. */
function refuseOverlaps(terms: readonly Term[], names: TenantNames): void {
  const periods = new Map<string, Period[]>()
  for (const { overlay, provider = '', period } of terms) {
    if (overlay.prices === undefined) continue
    const model = names.modelOf(provider, overlay.model ?? '')
    const key = JSON.stringify([overlay.tenantId, provider, model])
    const others = periods.get(key) ?? []
    for (const other of others) checkOverlap(period, other, `${provider} ${model}`)
    periods.set(key, [...others, period])
  }
}

function readTerm(overlay: TenantOverlay, index: number, providerOf: (name: string) => string): Term {
  const field = `tenants[${index}]`
  if (typeof overlay !== 'object' || overlay === null) {
    throw invalid('No tenant overlay', field, overlay, 'Give an object with prices or a multiplier.')
  }
  // A misspelt `tenantId` would give one tenant's discount to all of them.
  checkKnownKeys(overlay, OVERLAY_KEYS, field, 'overlay_invalid')
  for (const key of ['tenantId', 'provider', 'model'] as const) {
    if (overlay[key] !== undefined) required(overlay[key], `${field}.${key}`, ID_REMEDY)
  }
  const { provider, model, prices, multiplier, from, to } = overlay
  const given = Object.keys(overlay).join(', ')
  if ((prices === undefined) === (multiplier === undefined)) {
    throw invalid(
      'A tenant overlay needs either prices or a multiplier',
      field,
      given,
      'Give one of the two.',
    )
  }
  if (prices !== undefined && (provider === undefined || model === undefined)) {
    throw invalid('Negotiated prices without their model', field, given, 'Name provider and model.')
  }
  if (multiplier !== undefined) checkFactor(multiplier, `${field}.multiplier`)
  const canonical = provider === undefined ? undefined : providerOf(provider)
  const entry = {
    provider: canonical ?? '',
    model: model ?? '',
    prices: prices ?? { input: 0, output: 0 },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
  checkEntry(entry, field)
  return { index, overlay, provider: canonical, period: createPeriod(entry, field, true) }
}

const ID_REMEDY = 'Give a text, or leave it out: then the overlay is for all of them.'

function invalid(problem: string, field: string, value: unknown, remedy: string): TokentollError {
  return refusal('overlay_invalid', problem, field, value, remedy)
}
