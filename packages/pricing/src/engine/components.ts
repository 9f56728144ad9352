import { TokentollError } from '../errors.ts'
import type { PricingFlag } from '../types.ts'
import type { Usage, UsageUnit } from '../usage.ts'
import type { Counts } from './counts.ts'
import type { RateCard } from './rate-card.ts'
import { FREE, type Rate } from './rate.ts'

/** What is counted, at which rate, on which side: a line item before its amount. */
export interface Component {
  readonly side: 'input' | 'output'
  readonly component: string
  readonly quantity: number
  readonly rate: Rate
}

const OUTPUT_UNITS: ReadonlySet<string> = new Set(['imageOutput', 'audioSecondOutput', 'videoSecondOutput'])
const FRACTIONAL_UNITS: ReadonlySet<string> = new Set([
  'audioSecondInput',
  'audioSecondOutput',
  'videoSecondOutput',
  'sessionMinute',
  'cacheStorageTokenHour',
])

/** Every non-zero part of a call with its rate. A missing rate falls back to a dearer known one and is flagged. */
export function listComponents(
  counts: Counts,
  usage: Usage,
  card: RateCard,
  flags: PricingFlag[],
): Component[] {
  const components: Component[] = []
  const { tokens } = card
  const input = tokens.input ?? FREE
  const output = tokens.output ?? FREE
  function add(
    side: 'input' | 'output',
    component: string,
    quantity: number,
    rate: Rate | undefined,
    fallback: Rate,
    flag?: PricingFlag,
  ): void {
    if (quantity === 0) return
    if (rate === undefined && flag !== undefined && !flags.includes(flag)) flags.push(flag)
    components.push({ side, component, quantity, rate: rate ?? fallback })
  }
  const writes = dearer(input, tokens.cacheWrite)
  add('input', 'input', counts.inputText, input, input)
  add('input', 'cache_read', counts.cacheReadText, tokens.cacheRead, input, 'cache_read_price_missing')
  add('input', 'cache_write', counts.cacheWrite, tokens.cacheWrite, input, 'cache_write_price_missing')
  add(
    'input',
    'cache_write_1h',
    counts.cacheWrite1h,
    tokens.cacheWrite1h,
    writes,
    'cache_write_1h_price_missing',
  )
  add('input', 'input_audio', counts.inputAudio, tokens.inputAudio, input, 'modality_price_missing')
  add(
    'input',
    'cache_read_audio',
    counts.cacheReadAudio,
    tokens.cacheReadAudio,
    tokens.inputAudio ?? tokens.cacheRead ?? input,
    'cache_read_price_missing',
  )
  add('input', 'input_image', counts.inputImage, tokens.inputImage, input, 'modality_price_missing')
  add('input', 'input_video', counts.inputVideo, tokens.inputVideo, input, 'modality_price_missing')
  add('output', 'output', counts.outputText, output, output)
  add('output', 'reasoning', counts.reasoning, tokens.reasoning, output)
  add('output', 'output_audio', counts.outputAudio, tokens.outputAudio, output, 'modality_price_missing')
  add('output', 'output_image', counts.outputImage, tokens.outputImage, output, 'modality_price_missing')
  for (const [unit, quantity] of Object.entries(usage.units ?? {})) {
    if (quantity === undefined) continue
    checkUnit(unit, quantity)
    const side = OUTPUT_UNITS.has(unit) ? 'output' : 'input'
    add(side, unit, quantity, card.units.get(unit as UsageUnit), FREE, 'unit_price_missing')
  }
  return components
}

function dearer(rate: Rate, other: Rate | undefined): Rate {
  if (other === undefined) return rate
  return BigInt(other.pico) * BigInt(rate.per) > BigInt(rate.pico) * BigInt(other.per) ? other : rate
}

function checkUnit(unit: string, quantity: number): void {
  const isFraction = FRACTIONAL_UNITS.has(unit)
  if (quantity >= 0 && (isFraction ? quantity <= Number.MAX_SAFE_INTEGER : Number.isSafeInteger(quantity)))
    return
  throw new TokentollError({
    code: 'usage_invalid',
    problem: isFraction ? 'Not a quantity' : 'Not a count',
    field: `usage.units.${unit}`,
    value: quantity,
    remedy: isFraction ? 'Give a finite number of at least 0.' : 'Give a whole number of at least 0.',
  })
}
