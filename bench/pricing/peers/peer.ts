import type { BenchId } from '../ids.ts'

/** Tokens of one call; `cacheRead` is a part of `input`. */
export interface Tokens {
  readonly input: number
  readonly cacheRead: number
  readonly output: number
}

/** Prices a call that is ready to be asked about; undefined when the library does not know the model. */
export type PriceCall = () => number | undefined

/** Makes the question as the library wants it, outside of what is timed. */
export type PrepareCall = (id: BenchId, tokens: Tokens) => PriceCall

/** A library under comparison; `load` is where its import is timed. */
export interface Peer {
  readonly name: string
  load(): Promise<PrepareCall>
  /** Source of a program that prices one call, for the size of its bundle. */
  readonly program: string
}
