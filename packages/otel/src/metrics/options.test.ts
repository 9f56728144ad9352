import { describe, expect, it } from 'vitest'
import { TokentollError } from '@tokentoll/core'
import { createMetricsSink } from './metrics-sink.ts'
import type { MetricsSinkOptions } from './options.ts'

function fieldOf(options: MetricsSinkOptions): string | undefined {
  try {
    createMetricsSink(options)
  } catch (error) {
    if (TokentollError.isInstance(error) && error.code === 'invalid_option') return error.field
    throw error
  }
  return undefined
}

describe('options of createMetricsSink', () => {
  it('accepts what is usable', () => {
    expect(fieldOf({})).toBeUndefined()
    expect(fieldOf({ dimensions: ['userId'], users: { pseudonymKey: 'sixteen letters!' } })).toBeUndefined()
    expect(fieldOf({ dimensions: ['userId'], users: 'not-personal-data' })).toBeUndefined()
    expect(fieldOf({ limits: { sets: 10, tenantId: 1 }, idleAfterMs: Infinity })).toBeUndefined()
  })

  it('refuses the rest by name', () => {
    expect(fieldOf({ dimensions: [] })).toBe('dimensions')
    expect(fieldOf({ dimensions: ['tenant' as 'tenantId'] })).toBe('dimensions')
    expect(fieldOf({ dimensions: ['userId'] })).toBe('users')
    expect(fieldOf({ dimensions: ['userId'], users: { pseudonymKey: 'short' } })).toBe('users')
    expect(fieldOf({ limits: { sets: 9 } })).toBe('limits.sets')
    expect(fieldOf({ limits: { tenantId: 0.5 } })).toBe('limits.tenantId')
    expect(fieldOf({ limits: { tenant: 5 } as never })).toBe('limits')
    expect(fieldOf({ idleAfterMs: 3_600_000 })).toBe('idleAfterMs')
    expect(fieldOf({ idleAfterMs: Number.NaN })).toBe('idleAfterMs')
  })
})
