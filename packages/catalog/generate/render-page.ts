import type { BuiltCatalog, BuiltProvider, ModelProvenance } from './build-catalog.ts'
import { readJson } from './read-json.ts'
import { sourceNotes } from './render-provenance.ts'

/** The page `docs/prices.md`, made from the data only. */
export function renderPage(built: BuiltCatalog): string {
  const all = built.providers.flatMap(({ provenance }) => [...provenance.values()])
  const count = (agreement: ModelProvenance['agreement']): number =>
    all.filter((one) => one.agreement === agreement).length
  const lines = built.providers.flatMap(({ provider }) => provider.lines.split('\n'))
  const having = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length
  return `# Prices

The catalogue of ${built.date} has ${format(all.length)} priced models of ${built.providers.length} providers. This page is
generated from it by \`pnpm catalog:update\`.

## How a price gets in

Three packages are read as development dependencies; nothing of theirs is shipped and nothing is fetched at run time.

| source | version | facts of | licence |
| --- | --- | --- | --- |
${Object.values(sourceNotes())
  .map((one) => `| ${one.package} | ${one.version} | ${one.date} | ${one.licence} |`)
  .join('\n')}

| how sure | models | what it means |
| --- | ---: | --- |
| agreed | ${format(count('agreed'))} | two or three sources have the same price |
| reviewed | ${format(count('reviewed'))} | sources disagreed, were stale or silent: set by hand, with the provider's page and the reason |
| single | ${format(count('single'))} | one source knows the model, nothing contradicts it |
| disputed | ${format(count('disputed'))} | sources disagree at a market place whose prices move: the newest one stands, listed below |

- A vendor, cloud or host with a disagreement stops the generator until it is reviewed; only market places may stay disputed.
- A price must be plausible by its size: at most 200 USD per 1M input tokens and 800 USD per 1M output tokens, output
  within 30 times the input price either way and never free where input is not (embeddings, rerankers and classifiers
  apart), a cache read not above the input price, a cache write not above 2.5 times it, a one-hour write between 1 and 4
  times it (exactly twice for Claude), a service tier within ten times the standard price. A source that fails is not heard;
  a model of which nobody else has a price is left out.
- Where sources are ten times apart, the dearer one stands: that is a unit error, not a price that moved.
- Models of closed vendors must cost the same at the vendor and at the clouds that sell them at list price, at every
  instant: tokens, searches and the like, and the same long-context price from the same threshold. Where a cloud has a
  token price of its own, the test names the reason. Service tiers and regions are each host's own and not compared.
- Sources date the prices of vendors, not those of hosts. A cloud or market place that passes the price of a vendor on
  and asks the same today is taken to have followed the vendor on the day.
- A price without a beginning holds as far back as anybody asks: it is the oldest one known, not a promise that the
  model was sold then or never cost something else.
- A price set by hand may not lose a kind of price that a source has for the model, unless the review says so.
- Every id that a source lists is an id of the catalogue, snapshots included, except what is rejected below, what the
  provider does not sell (\`exclude\` in \`packages/catalog/generate/providers.json\`), ids that genai-prices has for a
  provider from OpenRouter only, ids that a source prices at 0 without calling the model free, models of image
  generation that only pi-ai lists, and routers. Dated ids that nobody lists are estimates.
- Routers such as \`openrouter/auto\` have no price of their own. The response names the model that answered and what the
  call cost.
- Facts set by hand are in \`packages/catalog/generate/reviewed\`, each with its page and reason;
  \`packages/catalog/data/provenance.json\` has the origin of every model.
- A test fails when the committed data is not what the generator makes of its sources.

## What prices hold

| dimension | models |
| --- | ---: |
| dated prices, past or scheduled | ${having(/ \[/)} |
| hours of the day and weekdays | ${having(/ ~/)} |
| long context, as a cliff on all input tokens | ${having(/ >=?\d/)} |
| batch | ${having(/ \*batch/)} |
| flex | ${having(/ \*flex/)} |
| priority | ${having(/ \*priority/)} |
| fast | ${having(/ \*fast/)} |
| region | ${having(/ @/)} |
| cache reads | ${having(/ r\d/)} |
| cache writes | ${having(/ w\d/)} |
| cache writes for one hour | ${having(/ h\d/)} |
| audio, image or video tokens | ${having(/ (?:ia|oa|ii|oi|iv|ov)\d/)} |
| searches, images, seconds, characters, pages and other units | ${having(/ [a-zA-Z]{4,}:\d/)} |

## Providers

| provider | id | kind | models | agreed or reviewed |
| --- | --- | --- | ---: | ---: |
${built.providers.map(providerRow).join('\n')}

A model on your own machine (kind local) costs 0 by the token; give a price by the second with an override, see the
README of \`@tokentoll/pricing\`.

## Rejected as implausible

${bullets(built.providers.flatMap(({ provider, rejected }) => rejected.map((text) => `${provider.id} ${text}`)))}

## Known changes without a date in the catalogue

${bullets(undated().map(({ model, change }) => `${model}: ${change}.`))}

## Open disagreements

${bullets(built.providers.flatMap(openOf))}
`
}

interface Undated {
  readonly model: string
  readonly change: string
}

/** Changes that the catalogue cannot date, so that an old call gets the price of today. */
function undated(): readonly Undated[] {
  return readJson('reviewed/undated.json') as readonly Undated[]
}

function providerRow({ provider, kind, provenance }: BuiltProvider): string {
  const sure = [...provenance.values()].filter(
    (one) => one.agreement === 'agreed' || one.agreement === 'reviewed',
  ).length
  const name = provider.url === '' ? provider.name : `[${provider.name}](${provider.url})`
  return `| ${name} | \`${provider.id}\` | ${kind} | ${kind === 'local' ? 'any' : provenance.size} | ${kind === 'local' ? '' : sure} |`
}

function openOf({ provider, provenance }: BuiltProvider): string[] {
  return [...provenance].flatMap(([id, one]) => {
    if (one.agreement === 'disputed') return [`${provider.id} \`${id}\`: ${one.dissent.join(', ')}`]
    return one.isOpen === true ? [`${provider.id} \`${id}\`: ${one.reason ?? ''}`] : []
  })
}

function bullets(texts: readonly string[]): string {
  return texts.length === 0 ? 'None.' : texts.map((text) => `- ${text}`).join('\n')
}

function format(count: number): string {
  return count.toLocaleString('en-US')
}
