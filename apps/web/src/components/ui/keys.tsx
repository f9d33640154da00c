import { Fragment } from 'react'

/** A keyboard shortcut such as `⌘ K` or `g then i`: parts are separated by spaces. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-2xs text-subtle-foreground">
      {keys.split(' ').map((part, at) => (
        <Fragment key={`${part}${at.toString()}`}>
          {part === 'then' ? (
            <span>then</span>
          ) : (
            <kbd className="min-w-4 rounded-sm border bg-muted px-1 text-center font-sans text-muted-foreground">
              {part}
            </kbd>
          )}
        </Fragment>
      ))}
    </span>
  )
}
