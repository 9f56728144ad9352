import { findListed, type ListedModel } from './price-list.ts'
import { DirectiveError, isFaultName, readDirective } from './directive.ts'
import { createDraw, type Draw } from './draw.ts'
import { decideFigures } from './figures.ts'
import type { Identify } from './identity.ts'
import { sampleJson } from './sample-json.ts'
import { sampleText } from './sample-text.ts'
import type { Settings } from './settings.ts'
import type { Directive, FaultName, Figures } from './types.ts'
import type { Ask, Content, OfferedTool, RawCall, Reply, WireFormat } from './wire/wire-format.ts'

/** How a call will be answered. */
export interface Plan {
  readonly ask: Ask
  readonly listed: ListedModel | undefined
  readonly fault: FaultName | undefined
  readonly correlation: string | undefined
  readonly latencyMs: number
  readonly delayMs: number
  /** The answer, or why the request itself is wrong. */
  readonly reply: Reply | { readonly wrong: string }
}

/** Decides everything about an answer from the request, the seed and the attempts seen so far. */
export type Decide = (format: WireFormat, call: RawCall) => Plan

export function createDecide(settings: Settings, identify: Identify): Decide {
  const attempts = new Map<string, number>()
  return (format, call) => {
    const ask = format.read(call)
    const header = (name: string): string => [call.headers[name] ?? []].flat().join(' ')
    const bracketed = (text: string): string => (text === '' || text.includes('[[') ? text : `[[${text}]]`)
    const texts = [...ask.directiveTexts, bracketed(header('x-demo-directive'))]
    const listed = findListed(format.provider, ask.model)
    const [directive, problem] = attempt(() => readDirective(texts))
    const correlation = header('x-demo-call') || directive?.correlation || undefined
    const draw = createDraw(settings.seed, call.path, correlation ?? '', JSON.stringify(call.body))
    const attemptNumber = attempts.get(draw.key) ?? 0
    attempts.set(draw.key, attemptNumber + 1)
    const fault = directive && chooseFault(directive, attemptNumber, settings, draw)
    const [figures, mismatch] = attempt(() => decideFigures(ask, directive?.usage, listed, draw, settings))
    const wrong = problem ?? mismatch
    return {
      ask,
      listed,
      fault,
      correlation,
      latencyMs:
        (directive?.pace?.latencyMs ?? settings.latencyMs) + (fault === 'slow' ? settings.slowDelayMs : 0),
      delayMs: fault === 'slow' ? settings.slowDelayMs : (directive?.pace?.delayMs ?? settings.streamDelayMs),
      reply:
        directive === undefined || figures === undefined
          ? { wrong: wrong ?? '' }
          : {
              id: identify(format.idPrefix),
              created: settings.now(),
              ask,
              model: listed?.snapshot ?? ask.model,
              content: compose(ask, figures, draw, identify),
              figures,
              sendUsage: ask.wantsUsage && fault !== 'nousage',
              serviceTier: chooseTier(directive.serviceTier ?? ask.serviceTier, listed),
              chunks: directive.pace?.chunks ?? settings.streamChunks,
              draw,
            },
    }
  }
}

function attempt<T>(run: () => T): readonly [T, undefined] | readonly [undefined, string] {
  try {
    return [run(), undefined]
  } catch (error) {
    if (error instanceof DirectiveError) return [undefined, error.message]
    throw error
  }
}

function chooseFault(
  directive: Directive,
  attemptNumber: number,
  settings: Settings,
  draw: Draw,
): FaultName | undefined {
  const fixed = directive.fault
  if (fixed !== undefined) return attemptNumber < (fixed.times ?? Infinity) ? fixed.name : undefined
  // One number against the summed shares, so that a share of 0.02 means 2 % of all calls.
  let left = draw.share(`fault ${attemptNumber}`)
  for (const [name, share] of Object.entries(settings.faults)) {
    left -= share
    if (left < 0 && isFaultName(name)) return name
  }
  return undefined
}

function chooseTier(wished: string | undefined, listed: ListedModel | undefined): string {
  const has = wished !== undefined && listed?.serviceTiers?.[wished] !== undefined
  if (has) return wished
  return listed?.provider === 'openai' || listed === undefined ? 'default' : 'standard'
}

function compose(ask: Ask, figures: Figures, draw: Draw, identify: Identify): Content {
  const tool = chooseTool(ask)
  if (tool !== undefined) {
    return {
      kind: 'call',
      name: tool.name,
      callId: identify(ask.api === 'messages' ? 'toolu_' : 'call_'),
      argumentsJson: JSON.stringify(sampleJson(tool.schema, draw)),
    }
  }
  if (ask.answerSchema !== undefined) {
    return { kind: 'text', text: JSON.stringify(sampleJson(ask.answerSchema, draw)) }
  }
  return { kind: 'text', text: sampleText(figures.outputTokens - figures.reasoningTokens, draw) }
}

function chooseTool({ tools, toolChoice, toolResultSeen }: Ask): OfferedTool | undefined {
  if (toolChoice === 'none') return undefined
  if (typeof toolChoice === 'object') return tools.find((tool) => tool.name === toolChoice.name)
  // Who demands a call after a result offers the structured answer as the last tool.
  if (toolChoice === 'required') return toolResultSeen ? tools.at(-1) : tools[0]
  return toolResultSeen ? undefined : tools[0]
}
