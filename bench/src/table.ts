import { checksOf, type Goal, type Measurement, shareOf, type Unit } from './benchmark.ts'

const digitsOf = (value: number): number => (value >= 100 ? 0 : value >= 10 ? 1 : 2)

const figureText = (value: number, unit: Unit): string => {
  const digits = unit === 'ms' || unit === 'kB' || unit === '%' ? digitsOf(value) : 0
  const number = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return unit === '/s' ? `${number}/s` : `${number} ${unit}`
}

const goalText = ({ share, atLeast, atMost }: Goal, unit: Unit): string =>
  [
    ...(share === undefined ? [] : [`≥ ${share} of it`]),
    ...(atLeast === undefined ? [] : [`≥ ${atLeast.toLocaleString('en-US')}${unit === '/s' ? '/s' : ` ${unit}`}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost.toLocaleString('en-US')} ${unit}`]),
  ].join(', ')

const metText = (checks: readonly boolean[]): string => {
  if (checks.length === 0) return ''
  if (checks.every(Boolean)) return 'yes'
  return checks.some(Boolean) ? 'in part' : 'no'
}

const header = ['', 'Sojourn', 'reference', 'ratio', 'goal', 'met?']

const cellsOf = ({ id, measurement }: TableRow): string[] => {
  const { what, unit, sojourn, reference, goal } = measurement
  const share = shareOf(measurement)
  return [
    `${id.toUpperCase()} ${what}`,
    figureText(sojourn.figure, unit),
    reference === null ? '' : figureText(reference.figure, unit),
    share === null ? '' : share.toFixed(2),
    goalText(goal, unit),
    metText(checksOf(measurement)),
  ]
}

export interface TableRow {
  id: string
  measurement: Measurement
}

/** An aligned table; it is Markdown too. Ratio: 1 = as fast as the reference, more is faster. */
export const tableOf = (rows: readonly TableRow[]): string => {
  const cells = [header, ...rows.map(cellsOf)]
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 || column > 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const [first = [], ...rest] = cells
  return [line(first), rule, ...rest.map(line)].join('\n')
}
