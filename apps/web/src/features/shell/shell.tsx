'use client'

import { useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { useStored } from '@/preferences/stored.ts'
import { followChanges } from '@/wire/live-changes.ts'
import { BottomBar } from './bottom-bar.tsx'
import { Favicon } from './favicon.tsx'
import { useMotion } from './motion.ts'
import { destinations } from './navigation.ts'
import { notificationsWanted } from './notifications-wanted.ts'
import { ShellContext } from './shell-context.ts'
import { Sidebar } from './sidebar.tsx'
import { sidebarFolded } from './sidebar-folded.ts'

const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false })
const ShortcutHelp = dynamic(() => import('./shortcut-help.tsx').then((module) => module.ShortcutHelp), { ssr: false })
const Notifier = dynamic(() => import('./notifier.tsx').then((module) => module.Notifier), { ssr: false })
const Guide = dynamic(() => import('../onboarding/guide.tsx').then((module) => module.Guide), { ssr: false })
const NewSessionDialog = dynamic(
  () => import('../sessions/new-session-dialog.tsx').then((module) => module.NewSessionDialog),
  { ssr: false },
)

type Overlay = 'palette' | 'shortcuts' | 'new-session' | null

const useNavigationShortcuts = (open: (overlay: Overlay) => void) => {
  const router = useRouter()
  const pages = destinations.map(({ key, href }) => [`g ${key}`, () => router.push(href)] as const)
  useShortcuts({
    'mod+k': () => open('palette'),
    '?': () => open('shortcuts'),
    c: () => open('new-session'),
    '[': () => sidebarFolded.set(!sidebarFolded.get()),
    ...Object.fromEntries(pages),
  })
}

/** Navigation, overlays and the live feed: what stays while pages change. */
export function Shell({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [overlay, setOverlay] = useState<Overlay>(null)
  const notifying = useStored(notificationsWanted)
  useEffect(() => followChanges(queries), [queries])
  useNavigationShortcuts(setOverlay)
  useMotion()
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
      {notifying && <Notifier />}
      <Guide />
      {overlay === 'palette' && <Palette onOpenChange={close} onOpen={setOverlay} />}
      {overlay === 'shortcuts' && <ShortcutHelp onOpenChange={close} />}
      {overlay === 'new-session' && <NewSessionDialog onOpenChange={close} />}
    </ShellContext>
  )
}
