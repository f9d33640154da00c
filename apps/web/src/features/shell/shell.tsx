'use client'

import { useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { followChanges } from '@/wire/live-changes.ts'
import { Favicon } from './favicon.tsx'
import { ShellContext } from './shell-context.ts'
import { BottomBar, Sidebar } from './sidebar.tsx'

const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false })
const ShortcutHelp = dynamic(() => import('./shortcut-help.tsx').then((module) => module.ShortcutHelp), { ssr: false })
const NewSessionDialog = dynamic(
  () => import('../sessions/new-session-dialog.tsx').then((module) => module.NewSessionDialog),
  { ssr: false },
)

type Overlay = 'palette' | 'shortcuts' | 'new-session' | null

const useNavigationShortcuts = (open: (overlay: Overlay) => void) => {
  const router = useRouter()
  useShortcuts({
    'mod+k': () => open('palette'),
    '?': () => open('shortcuts'),
    c: () => open('new-session'),
    'g s': () => router.push('/'),
    'g i': () => router.push('/inbox'),
    'g a': () => router.push('/agents'),
    'g r': () => router.push('/rules'),
    'g u': () => router.push('/usage'),
    'g ,': () => router.push('/settings'),
  })
}

/** Navigation, overlays and the live feed: what stays while pages change. */
export function Shell({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [overlay, setOverlay] = useState<Overlay>(null)
  useEffect(() => followChanges(queries), [queries])
  useNavigationShortcuts(setOverlay)
  const close = (open: boolean) => !open && setOverlay(null)
  const actions = {
    openPalette: () => setOverlay('palette'),
    openNewSession: () => setOverlay('new-session'),
    openShortcuts: () => setOverlay('shortcuts'),
  }
  return (
    <ShellContext value={actions}>
      <Favicon />
      <a
        href="#main"
        className="absolute z-50 m-2 -translate-y-20 rounded-md border bg-raised px-3 py-1.5 focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="flex h-dvh flex-col md:flex-row">
        <Sidebar />
        <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
          {children}
        </main>
        <BottomBar />
      </div>
      {overlay === 'palette' && <Palette onOpenChange={close} onOpen={setOverlay} />}
      {overlay === 'shortcuts' && <ShortcutHelp onOpenChange={close} />}
      {overlay === 'new-session' && <NewSessionDialog onOpenChange={close} />}
    </ShellContext>
  )
}
