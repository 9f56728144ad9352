import { numbersOf, type StreamResult } from './anthropic-streams.ts'
import type { Cell, ContractResult } from './run-contract.ts'

/** `docs/coverage-langchain.md`, from what the contract found. */
export function coveragePage(
  newest: ContractResult,
  older: readonly ContractResult[],
  streams: readonly StreamResult[],
): string {
  const sections = [introduction, newestSection(newest), streamsSection(streams)]
  return [...sections, ...older.map((result) => olderSection(result, tableOf(newest)))].join('\n')
}

const introduction = `# What is captured of LangChain.js

Written by the contract suite of \`packages/langchain\`, which calls a loopback provider through the real
classes and compares the records with the provider's own book. Do not edit: run
\`node --conditions=@tokentoll/source packages/langchain/src/testing/write-coverage.ts\`.

- **exact**: tokens and cost are equal to the wire, to the last digit. The provider of this suite serves text: input,
  cached, written to the cache, output and thoughts. Audio, pictures and tools that the provider runs itself (web
  search, code) are on no row; they have tests of their own, class by class.
- **estimated**: booked, and marked as uncertain on the record.
- **refused**: over its budget; the call ended in \`QuotaExceededError\`, and the provider was not asked.
- **short**: booked as certain, and different: nothing that LangChain hands out tells.
- **with tap**: the model's client was given \`tapFetch()\`.
- **instrumented**: only with \`instrumentLangChain\`; LangChain fires no callbacks on this path.
- **–**: there is no such path with this class or version.

*Google* is \`ChatGoogleGenerativeAI\`; \`ChatGoogle\` of \`@langchain/google\` needs core 1.2 and stands in the tables of
versions that have it. Azure's deployment has a name that says nothing of its model.

Every attempt of \`withRetry\` and \`withFallbacks\` is a record of its own: one that the provider refused costs 0,
one that was cut off is estimated, one that was answered costs what the provider charged for it, also when the
chain had no use for the answer. Attempts inside a model make one record; with the tap it says how many there
were. Calls of a *downgrade* row went to the cheaper model, and were booked at its price.
`

/** The table of the newest version. */
export function newestSection(result: ContractResult): string {
  const rows = [...tableOf(result)].map(([path, cells]) => row([path, ...cells.values()]))
  return [...heading(result), ...header(columnsOf(result)), ...rows, ''].join('\n')
}

/** Recorded shapes of Anthropic's streams. */
export function streamsSection(streams: readonly StreamResult[]): string {
  return [
    '## Shapes of streamed Anthropic answers',
    '',
    'Input / output tokens and cost in USD. Of the usage in the last event LangChain keeps only the output.',
    '',
    ...streamTable(streams),
    '',
  ].join('\n')
}

/** What differs in an older version from the table of the newest one, class by class. */
export function olderSection(older: ContractResult, newest: Table): string {
  const columns = columnsOf(older)
  const different = [...tableOf(older)].filter(([path, cells]) =>
    columns.some((column) => cells.get(column) !== newest.get(path)?.get(column)),
  )
  const rows = different.map(([path, cells]) => row([path, ...cells.values()]))
  const table = rows.length === 0 ? [] : ['', ...header(columns), ...rows]
  const title = rows.length === 0 ? 'As in the newest version.' : 'As in the newest version, except:'
  return [...heading(older), title, ...table, ''].join('\n')
}

/** The cells of a table by path, and by class. */
export type Table = ReadonlyMap<string, ReadonlyMap<string, string>>

/** A page's first table: that of the newest version. */
export function tableOfPage(page: string): Table {
  const [, section = ''] = page.split(/^## /m)
  const [names = [], , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
  return new Map(
    rows.map(([path = '', ...cells]) => [
      path,
      new Map(cells.map((text, index) => [names[index + 1] ?? '', text])),
    ]),
  )
}

function heading({ coreVersion, classes }: ContractResult): readonly string[] {
  return [`## @langchain/core ${coreVersion}`, '', `With ${classes.join(', ')}.`, '']
}

function tableOf(result: ContractResult): Table {
  const columns = columnsOf(result)
  const paths = [...new Set(result.cells.map((cell) => cell.path))]
  return new Map(
    paths.map((path) => [path, new Map(columns.map((column) => [column, cellText(result, path, column)]))]),
  )
}

function streamTable(streams: readonly StreamResult[]): readonly string[] {
  return [
    row(['stream', 'wire', 'callbacks alone', 'with tap']),
    row(['---', '---', '---', '---']),
    ...streams.map(({ fixture, callbacks, tapped }) =>
      row([
        fixture.about,
        numbersText(fixture.wire),
        `${numbersText(numbersOf(callbacks))}${callbacks.cost.isEstimated ? ', estimated' : ''}`,
        numbersText(numbersOf(tapped)),
      ]),
    ),
  ]
}

function numbersText({ inputTokens, outputTokens, costUsd }: StreamResult['fixture']['wire']): string {
  return `${inputTokens} / ${outputTokens}, ${costUsd}`
}

function cellText(result: ContractResult, path: string, column: string): string {
  const find = (way: Cell['way']): Cell | undefined =>
    result.cells.find((cell) => cell.way === way && cell.path === path && cell.column === column)
  const [handler, instrumented, tapped] = [find('handler'), find('instrumented'), find('tapped')]
  if (instrumented === undefined || instrumented.verdict === '-') return '–'
  const plain = `${instrumented.verdict}${handler?.verdict === 'missing' ? ', instrumented' : ''}`
  return tapped?.verdict === instrumented.verdict ? plain : `${plain}; ${tapped?.verdict} with tap`
}

function columnsOf(result: ContractResult): readonly string[] {
  return [...new Set(result.cells.map((cell) => cell.column))]
}

function header(columns: readonly string[]): readonly string[] {
  return [row(['path', ...columns]), row(['---', ...columns.map(() => '---')])]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
