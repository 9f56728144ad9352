import { afterEach, describe, expect, it, vi } from 'vitest'
import { tenantQuery } from './reports.ts'

describe('a range given as text', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is UTC without a zone, on a machine in any time zone', () => {
    vi.stubEnv('TZ', 'America/New_York')
    expect(new Date('2026-11-01T00:00').getTimezoneOffset()).toBe(240)
    expect(
      tenantQuery('acme', { startDate: '2026-11-01T00:00', endDate: '2026-12-01T02:00+02:00' }),
    ).toMatchObject({
      from: new Date('2026-11-01T00:00Z'),
      to: new Date('2026-12-01T00:00Z'),
    })
  })
})
