import { type ReactNode, useId } from 'react'

/** A titled part of a page. */
export function Card({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 overflow-hidden rounded-lg border bg-raised">
      <div className="flex items-baseline gap-3 border-b px-4 py-2.5">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {note && <span className="min-w-0 truncate text-muted-foreground text-xs">{note}</span>}
      </div>
      {children}
    </section>
  )
}

/** What a card says when there is nothing in it. */
export function CardNote({ children }: { children: ReactNode }) {
  return <p className="px-4 py-5 text-center text-muted-foreground">{children}</p>
}
