import { formatCost, formatCount, formatShort } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'
import type { BranchFigures } from './branch-figures.ts'

interface Line {
  label: string
  left: number
  right: number
  format: (value: number) => string
  /** Whether less of it is better; null for what is neither. */
  lessIsBetter: boolean | null
}

const linesOf = (left: BranchFigures, right: BranchFigures): Line[] => {
  const line = (
    label: string,
    of: (figures: BranchFigures) => number,
    rest: Pick<Line, 'format' | 'lessIsBetter'>,
  ) => ({
    ...{ label, left: of(left), right: of(right) },
    ...rest,
  })
  const count = { format: formatCount, lessIsBetter: null }
  const failures = { format: formatCount, lessIsBetter: true }
  const names = [...new Set([...left.tools.keys(), ...right.tools.keys()])].sort()
  return [
    line('Runs', ({ runs }) => runs, count),
    line('Runs that did not complete', ({ failedRuns }) => failedRuns, failures),
    line('Working time', ({ activeMs }) => activeMs, { format: formatDuration, lessIsBetter: true }),
    line('Tokens', ({ tokens }) => tokens, { format: formatShort, lessIsBetter: true }),
    line('Cost', ({ costUsd }) => costUsd, { format: formatCost, lessIsBetter: true }),
    line('Tool calls', ({ toolCalls }) => toolCalls, count),
    line('Tool calls that failed', ({ failedCalls }) => failedCalls, failures),
    ...names.map((name) => line(name, ({ tools }) => tools.get(name) ?? 0, count)),
  ]
}

function Difference({ line }: { line: Line }) {
  const difference = line.right - line.left
  if (difference === 0) return <td className="px-3 text-right text-subtle-foreground">=</td>
  const better = line.lessIsBetter === null ? null : difference < 0 === line.lessIsBetter
  const tone = better === null ? '' : better ? 'text-success-text' : 'text-danger-text'
  return (
    <td className={`px-3 text-right ${tone}`}>
      {difference > 0 ? '+' : '−'}
      {line.format(Math.abs(difference))}
      {better !== null && <span className="sr-only">, {better ? 'better' : 'worse'}</span>}
    </td>
  )
}

/** What the two branches took, side by side. */
export function FiguresTable({ left, right }: { left: BranchFigures; right: BranchFigures }) {
  return (
    <table className="w-full max-w-2xl text-xs tabular-nums">
      <thead className="text-muted-foreground">
        <tr className="h-7 border-b">
          <th className="px-3 text-left font-normal">Since the fork</th>
          <th className="px-3 text-right font-normal">Left</th>
          <th className="px-3 text-right font-normal">Right</th>
          <th className="px-3 text-right font-normal">Difference</th>
        </tr>
      </thead>
      <tbody>
        {linesOf(left, right).map((line) => (
          <tr key={line.label} className="h-7 border-border/70 border-b last:border-b-0">
            <th scope="row" className="px-3 text-left font-normal">
              {line.label}
            </th>
            <td className="px-3 text-right">{line.format(line.left)}</td>
            <td className="px-3 text-right">{line.format(line.right)}</td>
            <Difference line={line} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}
