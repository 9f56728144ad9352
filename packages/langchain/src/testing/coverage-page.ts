import { numbersOf, type StreamResult } from './anthropic-streams.ts'
import type { Cell, ContractResult } from './run-contract.ts'

/** `docs/coverage-langchain.md`, from what the contract found. */
export function coveragePage(
  newest: ContractResult,
  older: readonly ContractResult[],
  streams: readonly StreamResult[],
): string {
  const sections = [introduction, newestSection(newest), streamsSection(streams)]
  return [...sections, ...older.map((result) => olderSection(result, rowsOf(newest)))].join('\n')
}

const introduction = `# What is captured of LangChain.js

Written by the contract suite of \`packages/langchain\`, which calls a loopback provider through the real
classes and compares the records with the provider's own book. Do not edit: run
\`node --conditions=@tokentoll/source packages/langchain/src/testing/write-coverage.ts\`.

- **exact**: tokens and cost are equal to the wire, to the last digit.
- **estimated**: booked, and marked as uncertain on the record.
- **short**: booked as certain, and different: nothing that LangChain hands out tells.
- **with tap**: the model's client was given \`tapFetch()\`.
- **instrumented**: only with \`instrumentLangChain\`; LangChain fires no callbacks on this path.
- **–**: there is no such path with this class or version.
`

/** The table of the newest version. */
export function newestSection(result: ContractResult): string {
  return [...heading(result), ...header(columnsOf(result)), ...rowsOf(result).values(), ''].join('\n')
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

/** What differs in an older version from the rows of the newest one. */
export function olderSection(older: ContractResult, newest: ReadonlyMap<string, string>): string {
  const different = [...rowsOf(older)].filter(([path, text]) => newest.get(path) !== text)
  const rows = different.map(([, text]) => text)
  const table = rows.length === 0 ? [] : ['', ...header(columnsOf(older)), ...rows]
  const title = rows.length === 0 ? 'As in the newest version.' : 'As in the newest version, except:'
  return [...heading(older), title, ...table, ''].join('\n')
}

/** The rows of a page's first table, by path. */
export function rowsOfPage(page: string): ReadonlyMap<string, string> {
  const [, section = ''] = page.split(/^## /m)
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  return new Map(rows.map((line) => [line.split(' | ')[0]!.slice(2), line]))
}

function heading({ coreVersion, classes }: ContractResult): readonly string[] {
  return [`## @langchain/core ${coreVersion}`, '', `With ${classes.join(', ')}.`, '']
}

function rowsOf(result: ContractResult): ReadonlyMap<string, string> {
  const columns = columnsOf(result)
  return new Map(
    [...new Set(result.cells.map((cell) => cell.path))].map((path) => [
      path,
      row([path, ...columns.map((column) => cellText(result, path, column))]),
    ]),
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
