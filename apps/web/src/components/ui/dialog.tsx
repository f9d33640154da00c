'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { useFocusReturn } from '@/keyboard/focus.ts'
import { IconButton } from './icon-button.tsx'
import { ScrollRegion } from './scroll-region.tsx'

/** The panel itself takes the focus unless a field in it has it already: the first button, Close, would show its tooltip. */
const focusPanel = (event: Event): void => {
  const panel = event.currentTarget
  if (!(panel instanceof HTMLElement) || panel.contains(document.activeElement)) return
  event.preventDefault()
  panel.focus()
}

/** The panel of a modal; it takes the focus, keeps it while it is open, and gives it back. */
export function ModalPanel(props: Omit<ComponentProps<typeof Radix.Content>, 'onOpenAutoFocus' | 'onCloseAutoFocus'>) {
  const giveBack = useFocusReturn()
  return <Radix.Content onOpenAutoFocus={focusPanel} onCloseAutoFocus={giveBack} {...props} />
}

const overlay =
  'fixed inset-0 z-40 bg-overlay data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0'

/** A modal in the middle of the screen (at the bottom on phones). */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  wide = false,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: string
  wide?: boolean
  children: ReactNode
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <ModalPanel
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={`fixed inset-x-0 bottom-0 z-50 flex max-h-[90dvh] flex-col rounded-t-xl border bg-raised shadow-pop outline-none data-[state=open]:animate-in data-[state=open]:fade-in-0 sm:inset-x-auto sm:top-[12vh] sm:bottom-auto sm:left-1/2 sm:max-h-[76vh] sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:rounded-xl ${wide ? 'sm:max-w-2xl' : 'sm:max-w-md'}`}
        >
          <div className="flex items-start gap-3 px-4 pt-3.5 pb-2">
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-semibold text-base">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-muted-foreground">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" size="iconSm">
                <X className="size-4" aria-hidden />
              </IconButton>
            </Radix.Close>
          </div>
          <ScrollRegion label={title} className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4 outline-none">
            {children}
          </ScrollRegion>
        </ModalPanel>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** A panel that slides in from the right, for what has no room beside the page. */
export function Sheet({
  open,
  onOpenChange,
  title,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  children: ReactNode
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <ModalPanel
          aria-describedby={undefined}
          className="fixed inset-y-0 right-0 z-50 flex w-[min(440px,100vw)] flex-col border-l bg-background shadow-pop outline-none data-[state=closed]:animate-out data-[state=closed]:slide-out-to-right data-[state=open]:animate-in data-[state=open]:slide-in-from-right data-[state=open]:duration-150"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
          <Radix.Close asChild>
            <IconButton label="Close" size="iconSm" className="absolute top-2 right-2">
              <X className="size-4" aria-hidden />
            </IconButton>
          </Radix.Close>
        </ModalPanel>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Buttons at the foot of a dialog, the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex flex-wrap justify-end gap-2">{children}</div>
}
