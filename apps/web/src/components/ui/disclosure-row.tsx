'use client'

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'

/** A row of a list that opens on what there is to say about it. `children` are made when it is opened. */
export function DisclosureRow({ head, children }: { head: ReactNode; children: () => ReactNode }) {
  const [open, setOpen] = useState(false)
  const panel = useId()
  return (
    <li className="border-b last:border-b-0">
      <button
        type="button"
        data-row-control
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
        className="flex min-h-12 w-full items-center gap-3 px-4 py-2 text-left hover:bg-muted"
      >
        <ChevronRight
          className={`size-4 shrink-0 text-subtle-foreground transition-transform ${open ? 'rotate-90' : ''}`}
          aria-hidden
        />
        {head}
      </button>
      <div id={panel} hidden={!open}>
        {open && children()}
      </div>
    </li>
  )
}
