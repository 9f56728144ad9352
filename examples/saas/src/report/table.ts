import Table from 'cli-table3'

/** A column: numbers stand right, words left. */
export interface Column {
  readonly title: string
  readonly right?: boolean
}

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: ' ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const

/** Aligned text with a heading, without rules: it reads the same in a terminal and in a log file. */
export function renderTable(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => (column.right === true ? 'right' : 'left')),
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) table.push([...row])
  const body = rows.length === 0 ? '  none' : table.toString().replaceAll(/ +$/gm, '')
  return `\n${title}\n${body}\n`
}
