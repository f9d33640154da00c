/** The mark: a path that stops on its way. */
export function BrandMark({ className = 'size-5' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-foreground" />
      <path
        d="M8 20.5c3.2 0 3.2-9 8-9s4.8 9 8 9"
        fill="none"
        className="stroke-background"
        strokeWidth="2.8"
        strokeLinecap="round"
      />
      <circle cx="16" cy="11.5" r="3.1" className="fill-accent" />
    </svg>
  )
}
