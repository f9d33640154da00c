import type { ReactNode } from 'react'
import { Skeleton } from './page-state.tsx'

/** A few numbers that say how the whole is doing. */
export function FigureRow({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-3 xl:grid-cols-6">
      {children}
    </dl>
  )
}

/** `value` is undefined until it is known. */
export function Figure({
  label,
  value,
  note,
  tone = 'plain',
}: {
  label: string
  value: ReactNode
  note?: ReactNode
  tone?: 'plain' | 'warning' | 'danger'
}) {
  const colour = { plain: '', warning: 'text-warning-text', danger: 'text-danger-text' }[tone]
  return (
    <div className="min-w-0 bg-raised px-4 py-3">
      <dt className="truncate text-muted-foreground text-xs">{label}</dt>
      <dd className={`mt-0.5 truncate font-semibold text-xl tabular-nums tracking-tight ${colour}`}>
        {value ?? <Skeleton className="my-1.5 h-4 w-16" />}
      </dd>
      <dd className="min-h-4 truncate text-subtle-foreground text-xs">{note}</dd>
    </div>
  )
}
