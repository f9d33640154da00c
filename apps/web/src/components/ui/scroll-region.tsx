import type { ComponentProps } from 'react'

/**
 * A part that scrolls by itself, so it must be reachable by keyboard, and has a name for when it is reached. Where there
 * may be several of one name it is a `group`: landmarks are told apart by their names.
 */
export function ScrollRegion({ label, ...props }: ComponentProps<'section'> & { label: string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without it people without a mouse could not scroll
  return <section aria-label={label} tabIndex={0} {...props} />
}
