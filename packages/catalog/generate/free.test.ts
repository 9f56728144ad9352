import { expect, it } from 'vitest'
import { catalog } from '../src/index.ts'
import { readLine } from '../src/read-line.ts'

/** What costs nothing although its id does not say so, and why. */
const FREE: Readonly<Record<string, string>> = {
  'openai moderation': 'moderation is free of charge',
  'google gemini-2.0-flash-exp': 'experimental models were free of charge',
  'google-vertex gemini-2.0-flash-exp': 'experimental models were free of charge',
  'google text-embedding-004': 'free of charge in both tiers',
  'google gemma-3-27b-it': 'no paid tier',
  'google gemma-4-26b-a4b-it': 'no paid tier',
  'google gemma-4-31b-it': 'no paid tier',
  'mistral labs-leanstral-1-5': 'experimental models of Mistral are free of charge',
  'zai glm-4.5-flash': 'the page of Z.ai says free',
  'zai glm-4.6v-flash': 'the page of Z.ai says free',
  'zai glm-4.7-flash': 'the page of Z.ai says free',
}
/** Units that a call may use besides; a model billed by another unit is not free. */
const EXTRAS = /^(?:webSearch|mapsSearch|fileSearch|codeExecution|cacheStorageTokenHour)$/

it('has no model for nothing but those of which somebody says that they are free', () => {
  const free = catalog.providers.flatMap(({ id, lines }) =>
    lines.split('\n').flatMap((line) => {
      const [entry] = readLine(line)
      if (entry === undefined || entry.model === '*' || /[:-]free$/.test(entry.model)) return []
      const { input, output, units = {} } = entry.prices
      const isFree = input === '0' && output === '0' && Object.keys(units).every((unit) => EXTRAS.test(unit))
      return isFree ? [`${id} ${entry.model}`] : []
    }),
  )
  expect(free.toSorted()).toEqual(Object.keys(FREE).toSorted())
})
