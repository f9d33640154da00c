'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { later } from '@/components/ui/later.tsx'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import { useStored } from '@/preferences/stored.ts'
import { followChanges } from '@/wire/live-changes.ts'
import { pendingInboxQuery } from '@/wire/queries.ts'
import { BottomBar } from './bottom-bar.tsx'
import { Favicon } from './favicon.tsx'
import { useMotion } from './motion.ts'
import { destinations } from './navigation.ts'
import { notificationsWanted } from './notifications-wanted.ts'
import { ShellContext } from './shell-context.ts'
import { Sidebar } from './sidebar.tsx'
import { sidebarFolded } from './sidebar-folded.ts'

const Palette = later(() => import('./palette.tsx').then((module) => module.Palette), { missing: 'over' })
const ShortcutHelp = later(() => import('./shortcut-help.tsx').then((module) => module.ShortcutHelp), {
  missing: 'over',
})
const Notifier = later(() => import('./notifier.tsx').then((module) => module.Notifier), { missing: 'nothing' })
const Guide = later(() => import('../onboarding/guide.tsx').then((module) => module.Guide), { missing: 'nothing' })
const NewSessionDialog = later(
  () => import('../sessions/new-session-dialog.tsx').then((module) => module.NewSessionDialog),
  { missing: 'over' },
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

/** Notes what is known to wait when notifications are turned on, while their code is still on its way. */
function Notifying() {
  const queries = useQueryClient()
  const [before] = useState(() => queries.getQueryData(pendingInboxQuery.queryKey))
  return <Notifier before={before} />
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
      {notifying && <Notifying />}
      <Guide />
      {overlay === 'palette' && <Palette onOpenChange={close} onOpen={setOverlay} />}
      {overlay === 'shortcuts' && <ShortcutHelp onOpenChange={close} />}
      {overlay === 'new-session' && <NewSessionDialog onOpenChange={close} />}
    </ShellContext>
  )
}
