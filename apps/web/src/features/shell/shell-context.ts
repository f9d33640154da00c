'use client'

import { createContext, useContext } from 'react'

/** What any page may ask of the shell. */
export interface ShellActions {
  openPalette: () => void
  openNewSession: () => void
  openShortcuts: () => void
}

export const ShellContext = createContext<ShellActions>({
  openPalette: () => {},
  openNewSession: () => {},
  openShortcuts: () => {},
})

export const useShell = (): ShellActions => useContext(ShellContext)
