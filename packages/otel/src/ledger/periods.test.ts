import { describe, expect, it } from 'vitest'
import { monthFactor, periodsAt } from './periods.ts'

const at = (iso: string) =>
  Object.fromEntries(
    periodsAt(Date.parse(iso)).map(({ period, from, to }) => [
      period,
      [from.toISOString(), to?.toISOString()],
    ]),
  )

describe('periodsAt', () => {
  it('cuts at UTC midnights', () => {
    expect(at('2026-11-22T15:30:00.000Z')).toEqual({
      month: ['2026-11-01T00:00:00.000Z', undefined],
      day: ['2026-11-22T00:00:00.000Z', undefined],
      previous_month: ['2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
      previous_month_to_date: ['2026-10-01T00:00:00.000Z', '2026-10-22T15:30:00.000Z'],
    })
  })

  it('goes back over the turn of the year, and takes a shorter month whole', () => {
    expect(at('2026-01-01T00:00:00.000Z')['previous_month']).toEqual([
      '2025-12-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ])
    expect(at('2026-03-31T12:00:00.000Z')['previous_month_to_date']).toEqual([
      '2026-02-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ])
  })
})

describe('monthFactor', () => {
  it('is the length of the month over what has passed of it, a day at least', () => {
    expect(monthFactor(Date.parse('2026-11-16T00:00:00Z'))).toBe(2)
    expect(monthFactor(Date.parse('2026-11-01T00:00:01Z'))).toBe(30)
  })
})
