import type { Step } from './panel.ts'

/** Colours of a share that should stay under a limit. */
export function risingSteps(orange: number, red: number): readonly Step[] {
  return [
    { from: null, color: 'green' },
    { from: orange, color: 'orange' },
    { from: red, color: 'red' },
  ]
}

/** Colours of a share that should stay above a limit. */
export function fallingSteps(orange: number, green: number): readonly Step[] {
  return [
    { from: null, color: 'red' },
    { from: orange, color: 'orange' },
    { from: green, color: 'green' },
  ]
}

/** One colour for every value. */
export function plain(color: string): readonly Step[] {
  return [{ from: null, color }]
}

/** Dollars to the cent. */
export const money: { readonly unit: 'currencyUSD'; readonly decimals: 2 } = {
  unit: 'currencyUSD',
  decimals: 2,
}

/** Dollars of single calls. */
export const smallMoney: { readonly unit: 'currencyUSD'; readonly decimals: 4 } = {
  unit: 'currencyUSD',
  decimals: 4,
}

/** A share between 0 and 1 as a percentage. */
export const percentage: { readonly unit: 'percentunit'; readonly decimals: 1 } = {
  unit: 'percentunit',
  decimals: 1,
}
