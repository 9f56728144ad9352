import type { CostCalculation, CostStatus } from '../types.ts'
import type { Usage } from '../usage.ts'
import { Calculation } from './calculation.ts'
import { type Component, listComponents } from './components.ts'
import { splitUsage } from './counts.ts'
import type { Quote } from './priced-id.ts'

/** A count up to 2^32: what nearly every count is, checked in one step. NaN, fractions and negatives fail it. */
function isSmallCount(value: number): boolean {
  return typeof value === 'number' && value >>> 0 === value
}

/**
 * The way of most calls: text tokens and cache at whole rates, nothing unusual. Undefined for anything else,
 * which the general way then prices; both give the same cost.
 */
export function calculateShort(usage: Usage, quote: Quote, status: CostStatus): CostCalculation | undefined {
  const { card } = quote
  const {
    inputTokens,
    outputTokens,
    cacheReadTokens = 0,
    cacheWriteTokens = 0,
    cacheWrite1hTokens = 0,
    reasoningTokens = 0,
  } = usage
  if (inputTokens === undefined || outputTokens === undefined || !card.isWhole || card.splitsOutput)
    return undefined
  if (!isSmallCount(inputTokens) || !isSmallCount(outputTokens) || inputTokens > card.upToInputTokens)
    return undefined
  if (!isSmallCount(reasoningTokens) || reasoningTokens > outputTokens || hasSpecial(usage)) return undefined
  let input: number
  if (cacheReadTokens === 0 && cacheWriteTokens === 0 && cacheWrite1hTokens === 0) {
    input = inputTokens * card.input
  } else {
    if (
      !isSmallCount(cacheReadTokens) ||
      !isSmallCount(cacheWriteTokens) ||
      !isSmallCount(cacheWrite1hTokens)
    )
      return undefined
    const uncached = inputTokens - cacheReadTokens - cacheWriteTokens
    const writes = cacheWriteTokens - cacheWrite1hTokens
    if (uncached < 0 || writes < 0) return undefined
    input = uncached * card.input
    if (cacheReadTokens !== 0) input += cacheReadTokens * card.cacheRead
    if (writes !== 0) input += writes * card.cacheWrite
    if (cacheWrite1hTokens !== 0) input += cacheWrite1hTokens * card.cacheWrite1h
  }
  const output = outputTokens * card.output
  // Also false for a rate that is missing: it is NaN here, and the general way knows what to do.
  if (!(input + output <= Number.MAX_SAFE_INTEGER)) return undefined
  return new ShortCalculation(
    status,
    input,
    output,
    quote,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
  )
}

/** Zero is as good as absent; NaN is not, and the general way refuses it. */
function hasSpecial(usage: Usage): boolean {
  return (
    usage.units !== undefined ||
    (usage.inputAudioTokens ?? 0) !== 0 ||
    (usage.outputAudioTokens ?? 0) !== 0 ||
    (usage.inputImageTokens ?? 0) !== 0 ||
    (usage.outputImageTokens ?? 0) !== 0 ||
    (usage.inputVideoTokens ?? 0) !== 0 ||
    (usage.outputVideoTokens ?? 0) !== 0 ||
    (usage.cacheReadAudioTokens ?? 0) !== 0 ||
    (usage.cacheReadImageTokens ?? 0) !== 0 ||
    (usage.citationTokens ?? 0) !== 0
  )
}

/** Keeps the five counts, because the caller may change the usage object afterwards. */
class ShortCalculation extends Calculation<Quote> {
  declare private readonly inputTokens: number
  declare private readonly outputTokens: number
  declare private readonly cacheReadTokens: number
  declare private readonly cacheWriteTokens: number
  declare private readonly cacheWrite1hTokens: number

  constructor(
    status: CostStatus,
    inputPicoUsd: number,
    outputPicoUsd: number,
    quote: Quote,
    inputTokens: number,
    outputTokens: number,
    cacheReadTokens: number,
    cacheWriteTokens: number,
    cacheWrite1hTokens: number,
  ) {
    super(status, inputPicoUsd, outputPicoUsd, quote)
    this.inputTokens = inputTokens
    this.outputTokens = outputTokens
    this.cacheReadTokens = cacheReadTokens
    this.cacheWriteTokens = cacheWriteTokens
    this.cacheWrite1hTokens = cacheWrite1hTokens
  }

  protected components(): readonly Component[] {
    const { card } = this.source
    const usage: Usage = {
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
      cacheReadTokens: this.cacheReadTokens,
      cacheWriteTokens: this.cacheWriteTokens,
      cacheWrite1hTokens: this.cacheWrite1hTokens,
    }
    return listComponents(splitUsage(usage, card, []), usage, card, [])
  }
}
