import type { Attributes, HrTime } from '@opentelemetry/api'

/** When a series began: shared by all series that were born between the same two collections. */
export interface Birth {
  /** The collection before the birth: the series was still zero then. */
  readonly startTime: HrTime
  /** Number of collections before the birth. */
  readonly epoch: number
}

/** A running integer under one set of labels. */
export interface CountCell {
  readonly attributes: Attributes
  birth: Birth
  value: number
}

/**
 * Running money under one set of labels and its three cost types. Whole USD and the picodollars below one
 * are kept apart: both are integers, so that no addition ever rounds. The total is their sum, never stored.
 */
export interface CostCell {
  readonly totalAttributes: Attributes
  readonly inputAttributes: Attributes
  readonly outputAttributes: Attributes
  birth: Birth
  inputUsd: number
  inputPico: number
  outputUsd: number
  outputPico: number
}

/** A cost that begins at zero; its three series have the labels and a cost type each. */
export function createCostCell(labels: Attributes, birth: Birth): CostCell {
  return {
    totalAttributes: { ...labels, costType: 'total' },
    inputAttributes: { ...labels, costType: 'input' },
    outputAttributes: { ...labels, costType: 'output' },
    birth,
    inputUsd: 0,
    inputPico: 0,
    outputUsd: 0,
    outputPico: 0,
  }
}

/** A running histogram; the sum is an integer in millionths of the unit. */
export interface HistogramCell {
  readonly attributes: Attributes
  readonly birth: Birth
  readonly counts: number[]
  count: number
  sumMicros: number
}

const picoPerUsd = 1_000_000_000_000
/** Below this many USD the whole amount in picodollars is a safe integer, so that one division rounds once. */
const safeUsd = 9000

/** Adds picodollars (safe integers, not negative) to both sides of a cost. */
export function addCost(cell: CostCell, inputPicoUsd: number, outputPicoUsd: number): void {
  const input = cell.inputPico + inputPicoUsd
  const output = cell.outputPico + outputPicoUsd
  // Calls below a dollar, which is to say all but a few: nothing to divide.
  if (input < picoPerUsd && output < picoPerUsd) {
    cell.inputPico = input
    cell.outputPico = output
    return
  }
  const inputRest = cell.inputPico + (inputPicoUsd % picoPerUsd)
  const inputCarry = inputRest >= picoPerUsd ? 1 : 0
  cell.inputPico = inputRest - inputCarry * picoPerUsd
  cell.inputUsd += Math.floor(inputPicoUsd / picoPerUsd) + inputCarry
  const outputRest = cell.outputPico + (outputPicoUsd % picoPerUsd)
  const outputCarry = outputRest >= picoPerUsd ? 1 : 0
  cell.outputPico = outputRest - outputCarry * picoPerUsd
  cell.outputUsd += Math.floor(outputPicoUsd / picoPerUsd) + outputCarry
}

/** Takes picodollars off both sides of a cost that is no longer published; at most what is there. */
export function subtractCost(cell: CostCell, inputPicoUsd: number, outputPicoUsd: number): void {
  const input = cell.inputPico - (inputPicoUsd % picoPerUsd)
  const inputBorrow = input < 0 ? 1 : 0
  cell.inputPico = input + inputBorrow * picoPerUsd
  cell.inputUsd -= Math.floor(inputPicoUsd / picoPerUsd) + inputBorrow
  const output = cell.outputPico - (outputPicoUsd % picoPerUsd)
  const outputBorrow = output < 0 ? 1 : 0
  cell.outputPico = output + outputBorrow * picoPerUsd
  cell.outputUsd -= Math.floor(outputPicoUsd / picoPerUsd) + outputBorrow
}

/** The double nearest `usd + pico / 1e12`; grows when the exact amount grows. */
export function toUsd(usd: number, pico: number): number {
  return usd < safeUsd ? (usd * picoPerUsd + pico) / picoPerUsd : usd + pico / picoPerUsd
}

/** Counts one observation; bounds are upper and inclusive, as in OpenTelemetry and Prometheus. */
export function observe(cell: HistogramCell, bounds: readonly number[], value: number): void {
  let bucket = 0
  while (bucket < bounds.length && value > bounds[bucket]!) bucket += 1
  cell.counts[bucket]! += 1
  cell.count += 1
  cell.sumMicros += Math.round(value * 1e6)
}
