'use client'

import { useEffect, useEffectEvent } from 'react'

/**
 * What a key does. Keys are named as `KeyboardEvent.key` names them (`j`, `Enter`, `?`); `mod+k` is ⌘K or Ctrl K;
 * `g i` is g, then i within a second.
 */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>

const chainMs = 1_000

/** The palette opens from everywhere; any other key is the field's while somebody types: ⌘A selects its text. */
const everywhere = 'mod+k'

/** A checkbox takes the space bar and nothing else. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  !(target instanceof HTMLInputElement && target.type === 'checkbox') &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

const isOverlayOpen = (): boolean => document.querySelector('[role="dialog"],[role="menu"],[role="listbox"]') !== null

class Chain {
  #first: { key: string; at: number } | null = null

  /** The key, or both keys when this one ends a chain. */
  next(key: string, at: number): readonly string[] {
    const first = this.#first
    this.#first = { key, at }
    return first && at - first.at < chainMs ? [`${first.key} ${key}`, key] : [key]
  }
}

/** The names by which a key press may be bound, the more particular one first; none when it is not for the page. */
const namesOf = (event: KeyboardEvent, chain: Chain): readonly string[] => {
  if (event.defaultPrevented || event.altKey) return []
  const modified = event.metaKey || event.ctrlKey ? `mod+${event.key.toLowerCase()}` : null
  if (modified === everywhere) return [modified]
  if (isTyping(event.target) || isOverlayOpen()) return []
  return modified ? [modified] : chain.next(event.key, event.timeStamp)
}

/** Keys that work while the component is mounted: not while typing, and not behind a dialog or menu. */
export const useShortcuts = (shortcuts: Shortcuts): void => {
  const onKeyDown = useEffectEvent((event: KeyboardEvent, chain: Chain) => {
    const name = namesOf(event, chain).find((candidate) => candidate in shortcuts)
    if (name === undefined) return
    event.preventDefault()
    shortcuts[name]?.(event)
  })
  useEffect(() => {
    const chain = new Chain()
    const listen = (event: KeyboardEvent) => onKeyDown(event, chain)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
