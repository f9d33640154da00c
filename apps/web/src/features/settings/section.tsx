import type { ReactNode } from 'react'

/** A part of the settings, with a heading. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-semibold">{title}</h2>
      <div className="overflow-hidden rounded-lg border bg-raised">{children}</div>
      {note && <p className="mt-1.5 text-muted-foreground text-xs">{note}</p>}
    </section>
  )
}

/** One setting: what it is, what it does, and its control. */
export function Line({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1.5 border-b px-4 py-2 last:border-b-0">
      <div className="min-w-0 max-w-md">
        <p>{label}</p>
        {hint && <p className="text-muted-foreground text-xs">{hint}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  )
}

export function Code({ children }: { children: string }) {
  return <code className="break-all rounded-sm bg-muted px-1 font-mono text-xs">{children}</code>
}
