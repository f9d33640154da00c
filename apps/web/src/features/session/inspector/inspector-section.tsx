import type { ReactNode } from 'react'

export function InspectorSection({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-label={title} className="border-b px-4 py-3 last:border-b-0">
      <div className="mb-2 flex h-6 items-center justify-between gap-2">
        <h2 className="font-medium text-subtle-foreground text-xs">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  )
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-6 items-start gap-3">
      <dt className="w-24 shrink-0 text-muted-foreground">{label}</dt>
      <dd className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}
