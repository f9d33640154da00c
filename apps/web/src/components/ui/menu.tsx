'use client'

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { Button, type ButtonProps } from './button.tsx'

/** One line of a menu. A choice has a tick when it is chosen. */
export type MenuEntry =
  | { kind: 'action'; label: string; icon?: ReactNode; danger?: boolean; disabled?: boolean; onSelect: () => void }
  | { kind: 'choice'; label: string; icon?: ReactNode; chosen: boolean; onSelect: () => void }
  | { kind: 'heading'; label: string }
  | { kind: 'line' }

const loadPopup = () => import('./menu-popup.tsx').then(({ MenuPopup }) => ({ default: MenuPopup }))
const Popup = lazy(loadPopup)

/**
 * A button that opens a menu. The menu's code comes when the hand nears the button, so that a page full of menus costs
 * no more than their buttons; `entries` is asked when it opens.
 */
export function Menu({
  label,
  entries,
  align = 'end',
  children,
  ...button
}: Omit<ButtonProps, 'onClick'> & {
  /** Name of the menu, and of the button when that shows only an icon. */
  label: string
  entries: () => readonly MenuEntry[]
  align?: 'start' | 'end'
}) {
  const trigger = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const close = (next: boolean) => {
    setOpen(next)
    if (!next) trigger.current?.focus({ preventScroll: true })
  }
  return (
    <span className="relative inline-flex">
      <Button
        ref={trigger}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        onPointerEnter={() => void loadPopup()}
        onFocus={() => void loadPopup()}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          setOpen(true)
        }}
        {...button}
      >
        {children}
      </Button>
      {open && (
        <Suspense>
          <Popup label={label} align={align} entries={entries()} onOpenChange={close} />
        </Suspense>
      )}
    </span>
  )
}
