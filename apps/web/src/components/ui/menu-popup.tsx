'use client'

import { Check, ChevronRight } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { MenuEntry } from './menu.tsx'

const item =
  'flex min-h-7 cursor-default select-none items-center gap-2 rounded-md px-2 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-muted-foreground'

const panel =
  'z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop data-[state=open]:animate-in data-[state=open]:fade-in-0'

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'action':
      return (
        <Radix.Item
          disabled={entry.disabled ?? false}
          onSelect={entry.onSelect}
          className={`${item} ${entry.danger ? 'text-danger-text [&>svg]:text-danger-text' : ''}`}
        >
          {entry.icon}
          {entry.label}
        </Radix.Item>
      )
    case 'choice':
      return (
        <Radix.CheckboxItem checked={entry.chosen} onSelect={entry.onSelect} className={item}>
          {entry.icon}
          <span className="flex-1 pr-4">{entry.label}</span>
          <Radix.ItemIndicator>
            <Check className="size-3.5 text-muted-foreground" aria-hidden />
          </Radix.ItemIndicator>
        </Radix.CheckboxItem>
      )
    case 'branch':
      return (
        <Radix.Sub>
          <Radix.SubTrigger className={`${item} data-[state=open]:bg-hover`}>
            <span className="flex-1 pr-4">{entry.label}</span>
            {entry.chosen && <span aria-hidden className="size-1.5 rounded-full bg-accent" />}
            <ChevronRight aria-hidden />
          </Radix.SubTrigger>
          <Radix.Portal>
            <Radix.SubContent loop sideOffset={4} collisionPadding={8} aria-label={entry.label} className={panel}>
              <Entries entries={entry.entries} />
            </Radix.SubContent>
          </Radix.Portal>
        </Radix.Sub>
      )
    case 'heading':
      return <Radix.Label className="px-2 pt-1.5 pb-1 text-subtle-foreground text-xs">{entry.label}</Radix.Label>
    default:
      return <Radix.Separator className="-mx-1 my-1 h-px bg-border" />
  }
}

const keyOf = (entry: MenuEntry, at: number): string =>
  entry.kind === 'line' ? `line-${at}` : `${entry.kind}-${entry.label}`

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry, at) => <Entry key={keyOf(entry, at)} entry={entry} />)
}

/** Who opens a menu with a key is at its first entry. Not before the menu itself has taken the focus. */
const enter = (menu: HTMLElement | null): void => {
  requestAnimationFrame(() => menu?.querySelector<HTMLElement>('[role^="menuitem"]:not([data-disabled])')?.focus())
}

/** The open menu, below the element that it stands in. */
export function MenuPopup({
  label,
  align,
  entries,
  byKeyboard,
  onOpenChange,
}: {
  label: string
  align: 'start' | 'end'
  entries: readonly MenuEntry[]
  byKeyboard: boolean
  onOpenChange: (open: boolean) => void
}) {
  return (
    <Radix.Root open modal={false} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>
        <span aria-hidden tabIndex={-1} className="pointer-events-none absolute inset-0" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          loop
          ref={byKeyboard ? enter : undefined}
          align={align}
          aria-label={label}
          aria-labelledby={undefined}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className={panel}
        >
          <Entries entries={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
