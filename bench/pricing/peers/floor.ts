import { ids } from '../ids.ts'
import type { Peer } from './peer.ts'

/** The least that anybody can do: one map lookup with a ready key and four multiplications in floats. */
export const floor: Peer = {
  name: 'floor',
  async load() {
    const table = new Map(
      ids.map(({ model, accepted }) => {
        const [[input, output] = [0, 0]] = accepted
        return [model, { input: input / 1e6, output: output / 1e6, read: 1e-7, write: 1e-6 }]
      }),
    )
    return ({ model }, { input, cacheRead, output }) => {
      const write = 0
      return () => {
        const price = table.get(model)
        if (price === undefined) return undefined
        return (
          (input - cacheRead) * price.input +
          cacheRead * price.read +
          write * price.write +
          output * price.output
        )
      }
    }
  },
  program: 'console.log(new Map())',
}
