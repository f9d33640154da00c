import type { ReactNode } from 'react'

/** Placeholders in the shape of what is coming; assistive technology hears `label` instead. */
export function Loading({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div aria-busy="true" className={className}>
      <span role="status" className="sr-only">
        {label}
      </span>
      {children}
    </div>
  )
}
