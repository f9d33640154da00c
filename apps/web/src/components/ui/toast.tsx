'use client'

import { later } from './later.tsx'

const loadToaster = () => import('./toaster.tsx')

/** Where short messages appear. Loaded after the first paint, with all it needs to say that something failed. */
export const Toaster = later(() => loadToaster().then((module) => module.Toaster), { missing: 'nothing' })

/** Says that something was done. */
export const say = async (message: string, description?: string): Promise<void> => {
  const { show } = await loadToaster()
  show(message, description ? { description } : {})
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
  const { show, dismiss } = await loadToaster()
  if (!undo) {
    show(message)
    return
  }
  const shown = show(message, { duration: undoMs, action: { label: 'Undo', onClick: () => undoLast() } })
  lastUndo = { undo, until: Date.now() + undoMs, dismiss: () => dismiss(shown) }
}

/** Says what the server refused and what to do about it. */
export const sayError = async (error: unknown): Promise<void> => {
  const { showError } = await loadToaster()
  showError(error)
}
