'use client'

import dynamic from 'next/dynamic'

/** Where short messages appear. Loaded with the first idle moment, so it costs the first paint nothing. */
export const Toaster = dynamic(() => import('./toaster.tsx').then((module) => module.Toaster), { ssr: false })

/** Says that something was done. */
export const say = async (message: string, description?: string): Promise<void> => {
  const { toast } = await import('sonner')
  toast(message, description ? { description } : {})
}

/** How long a message with a way back stays. */
const undoMs = 10_000

let lastUndo: { undo: () => unknown; until: number; dismiss: () => void } | null = null

/** Takes back what was said last, if that can be taken back and is still on the screen. */
export const undoLast = (): void => {
  const last = lastUndo
  lastUndo = null
  if (!last || Date.now() > last.until) return
  last.dismiss()
  last.undo()
}

/** Says that something was done and, where there is a way back, offers it: in the message, and with the key `z`. */
export const sayDone = async (message: string, undo?: () => unknown): Promise<void> => {
  const { toast } = await import('sonner')
  if (!undo) {
    toast(message)
    return
  }
  const id = toast(message, { duration: undoMs, action: { label: 'Undo', onClick: () => undoLast() } })
  lastUndo = { undo, until: Date.now() + undoMs, dismiss: () => toast.dismiss(id) }
}

/** Says what the server refused and what to do about it. */
export const sayError = async (error: unknown): Promise<void> => {
  const [{ toast }, { messageOf }] = await Promise.all([import('sonner'), import('@/wire/error-message.ts')])
  const { title, detail, advice } = messageOf(error)
  toast.error(title, { description: [detail, advice].filter(Boolean).join(' ') })
}
