import type { CatalogTokenKind } from './types.ts'

/** The letters that stand for a kind of token in a catalogue line. */
export const PRICE_CODES: readonly (readonly [code: string, kind: CatalogTokenKind])[] = [
  ['i', 'input'],
  ['o', 'output'],
  ['r', 'cacheRead'],
  ['w', 'cacheWrite'],
  ['h', 'cacheWrite1h'],
  ['ia', 'inputAudio'],
  ['ra', 'cacheReadAudio'],
  ['oa', 'outputAudio'],
  ['ii', 'inputImage'],
  ['ri', 'cacheReadImage'],
  ['oi', 'outputImage'],
  ['iv', 'inputVideo'],
  ['ov', 'outputVideo'],
  ['t', 'reasoning'],
  ['c', 'citation'],
]
