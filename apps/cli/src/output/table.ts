import type { Output } from './output.ts'
import { shorten } from './plain-text.ts'

export interface Column<Row> {
  title: string
  text: (row: Row) => string
  /** Colours the cell after it has been cut and filled up. */
  style?: (text: string, row: Row) => string
  /** Takes what room the other columns leave; one column of a table may. */
  flexible?: true
  align?: 'right'
}

const gap = '  '
const narrowest = 10

/** Rows in aligned columns. On a terminal the flexible column is cut so that every row fits its width. */
export const table = <Row>(output: Output, columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const cells = rows.map((row) => columns.map((column) => column.text(row)))
  const natural = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map((line) => line[at]?.length ?? 0)),
  )
  const fixed = natural.reduce(
    (sum, width, at) => sum + (columns[at]?.flexible ? 0 : width),
    gap.length * (columns.length - 1),
  )
  const widths = natural.map((width, at) =>
    columns[at]?.flexible ? Math.min(width, Math.max(narrowest, output.width - fixed)) : width,
  )
  const fill = (text: string, at: number): string => {
    const width = widths[at] ?? 0
    const cut = shorten(text, width)
    return columns[at]?.align === 'right' ? cut.padStart(width) : at === columns.length - 1 ? cut : cut.padEnd(width)
  }
  const head = output.style('dim', columns.map((column, at) => fill(column.title, at)).join(gap))
  const body = rows.map((row, line) =>
    columns
      .map((column, at) => {
        const text = fill(cells[line]?.[at] ?? '', at)
        return column.style ? column.style(text, row) : text
      })
      .join(gap)
      .trimEnd(),
  )
  return [head, ...body].join('\n')
}
