import { TokentollError } from '../errors.ts'
import type { PricingFlag, TokenPriceKey } from '../types.ts'
import type { Usage, UsageUnit } from '../usage.ts'
import type { Counts } from './counts.ts'
import type { RateCard } from './rate-card.ts'
import { FREE, type Rate } from './rate.ts'

type Side = 'input' | 'output'

/** What is counted, at which rate, on which side: a line item before its amount. */
export interface Component {
  readonly side: Side
  readonly component: string
  readonly quantity: number
  readonly rate: Rate
}

const OUTPUT_UNITS: ReadonlySet<string> = new Set(['imageOutput', 'audioSecondOutput', 'videoSecondOutput'])
const FRACTIONAL_UNITS: ReadonlySet<string> = new Set([
  'audioSecondInput',
  'audioSecondOutput',
  'videoSecondInput',
  'videoSecondOutput',
  'sessionMinute',
  'cacheStorageTokenHour',
  'computeSecond',
])

/** Every non-zero part of a call with its rate. A missing rate falls back to a dearer known one and is flagged. */
export function listComponents(
  counts: Counts,
  usage: Usage,
  card: RateCard,
  flags: PricingFlag[],
): Component[] {
  const components: Component[] = []
  const { tokens, billedAsText } = card
  const input = tokens.input ?? FREE
  const output = tokens.output ?? FREE
  const read = tokens.cacheRead ?? input

  function add(
    side: Side,
    component: string,
    quantity: number,
    key: TokenPriceKey,
    fallback: Rate,
    flag: PricingFlag,
  ): void {
    if (quantity === 0) return
    const rate = tokens[key]
    // At a price of 0 there is nothing to be wrong about.
    const isUnknown = rate === undefined && fallback.pico !== 0 && !billedAsText.includes(key)
    if (isUnknown && !flags.includes(flag)) flags.push(flag)
    components.push({ side, component, quantity, rate: rate ?? fallback })
  }

  add('input', 'input', counts.inputText, 'input', input, 'usage_missing')
  add('input', 'cache_read', counts.cacheReadText, 'cacheRead', input, 'cache_read_price_missing')
  add('input', 'cache_write', counts.cacheWrite, 'cacheWrite', input, 'cache_write_price_missing')
  const writes = dearer(input, tokens.cacheWrite)
  add('input', 'cache_write_1h', counts.cacheWrite1h, 'cacheWrite1h', writes, 'cache_write_1h_price_missing')
  add('input', 'input_audio', counts.inputAudio, 'inputAudio', input, 'modality_price_missing')
  add('input', 'input_image', counts.inputImage, 'inputImage', input, 'modality_price_missing')
  add('input', 'input_video', counts.inputVideo, 'inputVideo', input, 'modality_price_missing')
  const readAudio = tokens.inputAudio ?? read
  add(
    'input',
    'cache_read_audio',
    counts.cacheReadAudio,
    'cacheReadAudio',
    readAudio,
    'cache_read_price_missing',
  )
  const readImage = tokens.inputImage ?? read
  add(
    'input',
    'cache_read_image',
    counts.cacheReadImage,
    'cacheReadImage',
    readImage,
    'cache_read_price_missing',
  )
  add('output', 'output', counts.outputText, 'output', output, 'usage_missing')
  add('output', 'reasoning', counts.reasoning, 'reasoning', output, 'modality_price_missing')
  add('output', 'citation', counts.citation, 'citation', output, 'modality_price_missing')
  add('output', 'output_audio', counts.outputAudio, 'outputAudio', output, 'modality_price_missing')
  add('output', 'output_image', counts.outputImage, 'outputImage', output, 'modality_price_missing')
  add('output', 'output_video', counts.outputVideo, 'outputVideo', output, 'modality_price_missing')

  for (const [unit, quantity] of Object.entries(usage.units ?? {})) {
    if (quantity === undefined) continue
    checkUnit(unit, quantity)
    if (quantity === 0) continue
    const rate = card.units.get(unit as UsageUnit)
    if (rate === undefined && !flags.includes('unit_price_missing')) flags.push('unit_price_missing')
    const side = OUTPUT_UNITS.has(unit) ? 'output' : 'input'
    components.push({ side, component: unit, quantity, rate: rate ?? FREE })
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
