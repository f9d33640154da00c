import type { ReactNode } from 'react'
import { ConnectionState } from './connection-state.tsx'

/** The bar at the top of a page: its name, what belongs to it, and on narrow screens the state of the connection. */
export function PageHeader({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b px-4">
      <h1 className="truncate font-semibold text-sm">{title}</h1>
      <div className="min-w-0 flex-1" />
      {children}
      <span className="md:hidden">
        <ConnectionState />
      </span>
    </header>
  )
}
