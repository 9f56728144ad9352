import { catalog } from '@tokentoll/catalog'
import { createPriceBookWith } from '../../packages/pricing/src/engine/price-book.ts'
import { createPriceBook } from '@tokentoll/pricing'
import { ids } from './ids.ts'

const ROUNDS = 4000
const FRESH = 200_000
const call = { inputTokens: 12_000, outputTokens: 800 }

/** Run as a program: a whole calculation of an id that the book does not remember, in ns of CPU time. */
function main(): void {
  const forgetful = createPriceBookWith({ catalog }, { get: () => undefined, set: (id) => id })
  const round = (): void => {
    for (const { provider, model } of ids) forgetful.calculate({ provider, model, usage: call })
  }
  for (let index = 0; index < ROUNDS; index += 1) round()
  const samples = Array.from({ length: 7 }, () =>
    cpuNs(ROUNDS * ids.length, () => {
      for (let index = 0; index < ROUNDS; index += 1) round()
    }),
  )
  const book = createPriceBook()
  const strings = Array.from({ length: FRESH }, (_, index) =>
    Buffer.from(`claude-sonnet-4-5@${index}`).toString(),
  )
  const fresh = cpuNs(FRESH, () => {
    for (const model of strings) book.calculate({ provider: 'anthropic', model, usage: call })
  })
  const newIdNs = samples.toSorted((a, b) => a - b)[samples.length >> 1]
  console.log(JSON.stringify({ newIdNs, neverSeenNs: fresh }))
}

function cpuNs(calls: number, act: () => void): number {
  const start = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(start)
  return ((user + system) * 1000) / calls
}

main()
