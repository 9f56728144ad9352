import { DirectiveError } from './directive.ts'
import type { Draw } from './draw.ts'
import type { ListedModel } from './price-list.ts'
import type { Figures, Range } from './types.ts'
import type { Ask } from './wire/wire-format.ts'

/** Ranges that figures are drawn from. */
export interface FigureRanges {
  readonly extraInputTokens: Range
  readonly outputTokens: Range
}

/** Providers cache in blocks: OpenAI from 1,024 tokens on in steps of 128. */
const cacheFloor = 1024
const cacheStep = 128

/** The token figures of an answer: fixed ones as they are, the others drawn. */
export function decideFigures(
  ask: Ask,
  fixed: Partial<Figures> | undefined,
  listed: ListedModel | undefined,
  draw: Draw,
  ranges: FigureRanges,
): Figures {
  const drawn = fixed === undefined ? drawFigures(ask, listed, draw, ranges) : undefined
  const figures: Figures = {
    inputTokens: drawn?.inputTokens ?? promptTokens(ask),
    cacheReadTokens: drawn?.cacheReadTokens ?? 0,
    cacheWriteTokens: drawn?.cacheWriteTokens ?? 0,
    cacheWrite1hTokens: 0,
    outputTokens: drawn?.outputTokens ?? (ask.embeds ? 0 : ranges.outputTokens.min),
    reasoningTokens: drawn?.reasoningTokens ?? 0,
    webSearchRequests: 0,
    ...fixed,
  }
  if (figures.cacheReadTokens + figures.cacheWriteTokens > figures.inputTokens) {
    throw new DirectiveError(
      `cached ${figures.cacheReadTokens} + written ${figures.cacheWriteTokens} is more than in=${figures.inputTokens}; ` +
        `'in' must hold both.`,
    )
  }
  if (figures.reasoningTokens > figures.outputTokens) {
    throw new DirectiveError(
      `reasoning=${figures.reasoningTokens} is more than out=${figures.outputTokens}; 'out' must hold it.`,
    )
  }
  return figures
}

function drawFigures(
  ask: Ask,
  listed: ListedModel | undefined,
  draw: Draw,
  ranges: FigureRanges,
): Partial<Figures> {
  if (ask.embeds) return { inputTokens: promptTokens(ask), outputTokens: 0 }
  const inputTokens = promptTokens(ask) + draw.within('input', ranges.extraInputTokens)
  const wished = draw.within('output', ranges.outputTokens)
  const outputTokens = Math.max(1, Math.min(wished, (ask.maxOutputTokens ?? Infinity) - 1))
  const reasoningTokens =
    listed?.reasons === true ? Math.floor(outputTokens * draw.share('reasoning') * 0.6) : 0
  const cacheable = inputTokens >= cacheFloor ? Math.floor(inputTokens / cacheStep) : 0
  const cached = draw.share('cache hit') < 0.4 ? Math.floor(cacheable * draw.share('cached')) * cacheStep : 0
  const rest = Math.floor((inputTokens - cached) / cacheStep) * cacheStep
  const writes = ask.cacheControl && draw.share('cache write') < 0.5 ? rest : 0
  return {
    inputTokens,
    outputTokens,
    reasoningTokens,
    cacheReadTokens: cached,
    cacheWriteTokens: writes,
  }
}

/** A quarter of the characters: the rule of thumb OpenAI gives for English text. */
function promptTokens(ask: Ask): number {
  return Math.max(1, Math.ceil(ask.promptCharacters / 4))
}
