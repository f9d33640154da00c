'use client'

import type { ReactNode } from 'react'
import { later } from './later.tsx'

/** What a page says when it has nothing to show: why, and what to do. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  boxed = false,
}: {
  icon: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  /** Takes the place of a list within a page. */
  boxed?: boolean
}) {
  return (
    <div
      className={`flex flex-col items-center px-6 text-center ${boxed ? 'rounded-lg border border-dashed py-8' : 'py-16'}`}
    >
      <div className="mb-3 flex size-10 items-center justify-center rounded-xl border bg-muted text-muted-foreground [&>svg]:size-5">
        {icon}
      </div>
      <h2 className="font-medium text-base">{title}</h2>
      {children && <div className="mt-1 max-w-sm text-muted-foreground">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** What went wrong and how to try again. Its words come with it, when they are needed. */
export const ErrorState = later(() => import('./error-state.tsx').then((module) => module.ErrorState), {
  missing: 'here',
})

/** A grey bar in the size of what is being loaded. */
export function Skeleton({ className = '' }: { className?: string }) {
  return <span aria-hidden className={`block animate-pulse rounded bg-hover ${className}`} />
}
