'use client'

import { useSyncExternalStore } from 'react'

/** A preference of this browser: read once, shared by all tabs, and back to `fallback` when what is stored makes no sense. */
export interface Stored<Value> {
  get: () => Value
  set: (value: Value) => void
  subscribe: (listener: () => void) => () => void
  fallback: Value
}

/** `read` gets parsed JSON that anybody may have written, and answers `null` for what it does not understand. */
export const stored = <Value>(name: string, fallback: Value, read: (json: unknown) => Value | null): Stored<Value> => {
  const key = `sojourn.${name}`
  const listeners = new Set<() => void>()
  let current: Value | undefined
  const load = (): Value => {
    try {
      const text = window.localStorage.getItem(key)
      return (text === null ? null : read(JSON.parse(text))) ?? fallback
    } catch {
      return fallback
    }
  }
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const onStorage = (event: StorageEvent) => {
    if (event.key !== key) return
    current = load()
    tell()
  }
  return {
    fallback,
    get: () => {
      current ??= load()
      return current
    },
    set: (value) => {
      current = value
      try {
        window.localStorage.setItem(key, JSON.stringify(value))
      } catch {
        // A browser that stores nothing: it holds until the tab is closed.
      }
      tell()
    },
    subscribe: (listener) => {
      if (listeners.size === 0) window.addEventListener('storage', onStorage)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) window.removeEventListener('storage', onStorage)
      }
    },
  }
}

export const useStored = <Value>(preference: Stored<Value>): Value =>
  useSyncExternalStore(preference.subscribe, preference.get, () => preference.fallback)
