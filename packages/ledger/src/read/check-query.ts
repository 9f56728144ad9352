import { TokentollError, type SpendQuery } from '@tokentoll/core'
import { dimensionColumns } from './spend-source.ts'

/**
 * Refuses a query that would answer another question than the one meant: a filter whose value went missing would
 * read as "everybody", a date that is none as "always".
 */
export function checkQuery({ by, where, from, to, limit, limitBy = [] }: SpendQuery): void {
  by.forEach((dimension, index) => requireDimension(`by[${index}]`, dimension))
  for (const [dimension, value] of Object.entries(where ?? {})) {
    requireDimension('where', dimension)
    if (typeof value === 'string') continue
    throw invalid(
      `where.${dimension}`,
      value,
      'Not a name',
      "Give text ('' asks for the calls that lack one), or leave the field out to ask for everybody",
    )
  }
  requireDate('from', from)
  requireDate('to', to)
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0)) {
    throw invalid('limit', limit, 'Not a number of groups', 'Give a whole number from 0 up')
  }
  for (const dimension of limitBy) {
    if (by.includes(dimension)) continue
    throw invalid('limitBy', dimension, 'Not a dimension of the query', 'Use only what by has')
  }
}

function requireDimension(field: string, dimension: unknown): void {
  if (typeof dimension === 'string' && Object.hasOwn(dimensionColumns, dimension)) return
  throw invalid(
    field,
    dimension,
    'Not a dimension of spend',
    `Use one of ${Object.keys(dimensionColumns).join(', ')}`,
  )
}

function requireDate(field: string, date: unknown): void {
  if (date === undefined || (date instanceof Date && !Number.isNaN(date.getTime()))) return
  throw invalid(field, date, 'Not an instant', 'Give a valid Date')
}

function invalid(field: string, value: unknown, problem: string, remedy: string): TokentollError {
  return new TokentollError({ code: 'invalid_option', problem, remedy, field, value })
}
