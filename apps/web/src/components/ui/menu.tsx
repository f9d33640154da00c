'use client'

import { type ReactNode, useRef, useState } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import { later } from './later.tsx'
import { sayError } from './toast.tsx'

/** One line of a menu. A choice has a tick when it is chosen; a branch opens a menu of its own, marked when something in it is chosen. */
export type MenuEntry =
  | { kind: 'action'; label: string; icon?: ReactNode; danger?: boolean; disabled?: boolean; onSelect: () => void }
  | { kind: 'choice'; label: string; icon?: ReactNode; chosen: boolean; onSelect: () => void }
  | { kind: 'branch'; label: string; chosen?: boolean; entries: readonly MenuEntry[] }
  | { kind: 'heading'; label: string }
  | { kind: 'line' }

const Popup = later(() => import('./menu-popup.tsx').then((module) => module.MenuPopup), { missing: 'over' })

/**
 * A button that opens a menu. The menu's code comes when the hand nears the button, so that a page full of menus costs
 * no more than their buttons; `entries` is asked when it opens and may come later.
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
  entries: () => readonly MenuEntry[] | Promise<readonly MenuEntry[]>
  align?: 'start' | 'end'
}) {
  const trigger = useRef<HTMLButtonElement>(null)
  const [shown, setShown] = useState<{ entries: readonly MenuEntry[]; byKeyboard: boolean } | null>(null)
  const open = async (byKeyboard: boolean) => {
    try {
      setShown({ entries: await entries(), byKeyboard })
    } catch (error) {
      await sayError(error)
    }
  }
  const onOpenChange = (next: boolean) => {
    if (next) return
    setShown(null)
    trigger.current?.focus({ preventScroll: true })
  }
  return (
    <span className="relative inline-flex">
      <Button
        ref={trigger}
        aria-haspopup="menu"
        aria-expanded={shown !== null}
        aria-label={label}
        onPointerEnter={() => void Popup.preload()}
        onFocus={() => void Popup.preload()}
        // A click without a press of the pointer is Enter or the space bar.
        onClick={(event) => void open(event.detail === 0)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          void open(true)
        }}
        {...button}
      >
        {children}
      </Button>
      {shown && <Popup label={label} align={align} {...shown} onOpenChange={onOpenChange} />}
    </span>
  )
}
