import type { ReactNode } from 'react'

export interface DataColumn<Row> {
  title: string
  cell: (row: Row) => ReactNode
  /** Numbers stand at the right. */
  numeric?: boolean
  /** Tailwind width; the column without one takes what is left. */
  width?: string
  /** Takes more lines on narrow screens, instead of being cut off. */
  wraps?: boolean
  /** Left out on narrow screens. */
  wideOnly?: boolean
}

const placeOf = <Row,>({ numeric, wideOnly }: DataColumn<Row>, narrow: boolean): string =>
  `${narrow ? 'px-1' : 'px-2'} first:pl-4 last:pr-4 ${numeric ? 'text-right tabular-nums' : 'text-left'} ${wideOnly ? 'max-md:hidden' : ''}`

/** A plain table of a few dozen rows; the first column names the row. */
export function DataTable<Row>({
  title,
  columns: [first, ...rest],
  rows,
  rowKey,
  narrow = false,
}: {
  title: string
  columns: readonly [DataColumn<Row>, ...DataColumn<Row>[]]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Small, for a panel at the side. */
  narrow?: boolean
}) {
  // On narrow screens the last one that is left stands at the edge.
  const lastShown = [first, ...rest].findLast(({ wideOnly }) => !wideOnly)
  const edge = (column: DataColumn<Row>) => (column === lastShown ? 'max-md:pr-4' : '')
  return (
    <table className={`w-full table-fixed border-collapse ${narrow ? 'text-xs' : ''}`}>
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr className="border-b text-muted-foreground text-xs">
          {[first, ...rest].map((column) => (
            <th
              key={column.title}
              scope="col"
              className={`h-9 truncate font-normal ${column.width ?? ''} ${placeOf(column, narrow)} ${edge(column)}`}
            >
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className="border-b last:border-b-0 hover:bg-muted">
            <th
              scope="row"
              className={`h-9 truncate font-normal ${first.wraps ? 'max-md:whitespace-normal max-md:py-2 max-md:break-words' : ''} ${placeOf(first, narrow)}`}
            >
              {first.cell(row)}
            </th>
            {rest.map((column) => (
              <td
                key={column.title}
                className={`truncate text-muted-foreground ${column.wraps ? 'max-md:whitespace-normal max-md:py-2' : ''} ${placeOf(column, narrow)} ${edge(column)}`}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
