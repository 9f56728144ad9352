import type { CostRecord } from '@tokentoll/core'

// Instants that PostgreSQL and JavaScript both hold, and that no clock of today shows by honest means beyond.
const earliestMs = Date.UTC(2000, 0, 1)
const latestMs = Date.UTC(2200, 0, 1)

/** Why a record cannot be booked; undefined when it can. Money, time and identity must be beyond doubt. */
export function refusalReason(record: CostRecord): string | undefined {
  if (!hasShape(record)) return 'it is no cost record'
  if (typeof record.id !== 'string' || record.id === '') return 'the id is empty'
  if (!(record.timestamp >= earliestMs && record.timestamp < latestMs)) {
    return `the timestamp ${record.timestamp} is no instant in epoch milliseconds between 2000 and 2200`
  }
  if (record.corrects === record.id) return 'it corrects itself'
  const { inputPicoUsd, outputPicoUsd, totalPicoUsd } = record.cost
  if (!isAmount(inputPicoUsd) || !isAmount(outputPicoUsd) || !isAmount(totalPicoUsd)) {
    return `the cost ${inputPicoUsd} + ${outputPicoUsd} = ${totalPicoUsd} is not in whole picodollars from 0 to 2^53`
  }
  if (inputPicoUsd + outputPicoUsd !== totalPicoUsd) {
    return `the cost ${inputPicoUsd} + ${outputPicoUsd} is not ${totalPicoUsd} picodollars`
  }
  return undefined
}

// Callers without types, and files that were damaged, can hand over anything.
function hasShape(record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return false
  const { attribution, usage, cost, flags } = record as Readonly<Record<string, unknown>>
  return [attribution, usage, cost].every(isObject) && Array.isArray(flags)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isAmount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
