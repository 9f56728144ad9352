import { drain } from './drain.ts'
import type { Path, PathWorld } from './path.ts'

// Gemini's SDK raises an unhandled rejection of its own when a stream is aborted.
const notGoogle = ({ column }: Pick<PathWorld, 'column'>): string | undefined =>
  column.name === 'Google' ? 'its SDK fails by itself' : undefined

/** Paths on which something goes wrong, or nobody waits for the end. */
export const pathsOfTrouble: readonly Path[] = [
  {
    name: 'retries inside the model',
    kind: 'answers',
    walk: async ({ column, failing, callbacks }) =>
      void (await column.model({ maxRetries: 2 }).invoke(failing('503 times=1'), callbacks)),
  },
  {
    name: 'HTTP error',
    kind: 'answers',
    async walk({ column, failing, callbacks }) {
      await expectFailure(() => column.model({ maxRetries: 0 }).invoke(failing('400'), callbacks))
    },
  },
  {
    name: 'answer without usage',
    kind: 'answers',
    missing: ({ column }) => (column.name === 'OpenAI-compatible' ? 'the server always sends it' : undefined),
    walk: async ({ column, failing, callbacks }) =>
      void (await column.model().invoke(failing('nousage'), callbacks)),
  },
  {
    name: 'stream aborted by signal',
    kind: 'broken',
    missing: notGoogle,
    async walk({ column, text, callbacks }) {
      const abort = new AbortController()
      await expectFailure(async () => {
        for await (const _ of await column.model().stream(slow(text), { signal: abort.signal, ...callbacks }))
          abort.abort()
      })
    },
  },
  {
    name: 'stream broken off by its reader',
    kind: 'broken',
    async walk({ column, text, callbacks, handler }) {
      for await (const _ of await column.model().stream(slow(text), callbacks)) break
      await patience()
      handler.sweep()
    },
  },
  {
    name: 'stream that nobody reads',
    kind: 'broken',
    async walk({ column, text, callbacks, handler }) {
      await column.model().stream(slow(text), callbacks)
      await patience()
      handler.sweep()
    },
  },
  {
    name: 'stream given up for lost that ends after all',
    kind: 'answers',
    async walk({ column, text, callbacks, handler }) {
      const stream = await column.model().stream(text, callbacks)
      await patience()
      handler.sweep()
      await drain(stream)
    },
  },
]

/** Runs are given up for lost after this time in the suite; the default is minutes. */
export const patienceMs = 60

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, patienceMs + 20))
}

function slow(text: string): string {
  return `[[slow]] [[pace chunks=6 delay=15]] ${text}`
}

async function expectFailure(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch {
    return
  }
  throw new Error('The call was expected to fail')
}
