'use client'

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Keyboard, PanelLeft, Plus, Search, Undo2 } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Dialog as Radix } from 'radix-ui'
import { useDeferredValue, useEffect, useState } from 'react'
import { ModalPanel } from '@/components/ui/dialog.tsx'
import type { MenuEntry } from '@/components/ui/menu.tsx'
import { undoLast } from '@/components/ui/toast.tsx'
import { sessionMenu } from '@/features/sessions/session-menu.tsx'
import { useStored } from '@/preferences/stored.ts'
import { sessionListQuery, sessionQuery } from '@/wire/queries.ts'
import { rowsOf } from '@/wire/session-list.ts'
import { destinations } from './navigation.ts'
import { pageCommands } from './page-commands.ts'
import { ActionItem, entryItems, PaletteGroup, SessionItem } from './palette-items.tsx'
import { recentIds, recentSessionsQuery } from './recent-sessions.ts'
import { sidebarFolded } from './sidebar-folded.ts'
import { themes } from './theme-menu.tsx'

const shownSessions = 8

interface PaletteProps {
  onOpenChange: (open: boolean) => void
  onOpen: (overlay: 'shortcuts' | 'new-session') => void
}

/** Everything that can be done with the session in view, and what the page offers besides. */
function PageActions({ close }: { close: () => void }) {
  const id = useSearchParams().get('id') ?? ''
  const onSession = usePathname().startsWith('/session') && id !== ''
  const queries = useQueryClient()
  const router = useRouter()
  const { data: session } = useQuery({ ...sessionQuery(id), enabled: onSession })
  const [offered, setOffered] = useState<{ heading: string; entries: readonly MenuEntry[] }[]>([])
  useEffect(() => {
    let current = true
    void pageCommands().then((groups) => current && setOffered(groups))
    return () => {
      current = false
    }
  }, [])
  return (
    <>
      {onSession && session && (
        <PaletteGroup title="This session">{entryItems(sessionMenu(session, { queries, router }), close)}</PaletteGroup>
      )}
      {offered.map(({ heading, entries }) => (
        <PaletteGroup key={heading} title={heading}>
          {entryItems(entries, close)}
        </PaletteGroup>
      ))}
    </>
  )
}

function Actions({
  close,
  go,
  onOpen,
}: { close: () => void; go: (href: string) => void } & Pick<PaletteProps, 'onOpen'>) {
  const { setTheme } = useTheme()
  const act = (action: () => void) => () => {
    close()
    action()
  }
  return (
    <>
      <PaletteGroup title="Actions">
        <ActionItem icon={<Plus aria-hidden />} keys="c" onSelect={() => onOpen('new-session')}>
          New session
        </ActionItem>
        <ActionItem icon={<Undo2 aria-hidden />} keys="z" onSelect={act(undoLast)}>
          Undo what was done last
        </ActionItem>
        <ActionItem icon={<Keyboard aria-hidden />} keys="?" onSelect={() => onOpen('shortcuts')}>
          Keyboard shortcuts
        </ActionItem>
        <ActionItem
          icon={<PanelLeft aria-hidden />}
          keys="["
          onSelect={act(() => sidebarFolded.set(!sidebarFolded.get()))}
        >
          Fold or unfold the side bar
        </ActionItem>
        {themes.map(({ value, label, icon: Icon }) => (
          <ActionItem key={value} icon={<Icon aria-hidden />} onSelect={act(() => setTheme(value))}>
            {`Appearance: ${label}`}
          </ActionItem>
        ))}
      </PaletteGroup>
      <PaletteGroup title="Go to">
        {destinations.map(({ href, label, icon: Icon, key }) => (
          <ActionItem key={href} icon={<Icon aria-hidden />} keys={`g then ${key}`} onSelect={() => go(href)}>
            {`Go to ${label}`}
          </ActionItem>
        ))}
      </PaletteGroup>
    </>
  )
}

/** Sessions as the server finds them; before anything is typed, those that were opened last. */
function Sessions({ text, go }: { text: string; go: (href: string) => void }) {
  const ids = useStored(recentIds)
  const recent = useQuery({ ...recentSessionsQuery(ids), enabled: ids.length > 0 && text === '' })
  const search = useInfiniteQuery({
    ...sessionListQuery(text ? { text, archived: true } : {}),
    placeholderData: keepPreviousData,
  })
  const found = search.data ? rowsOf(search.data) : []
  const useRecent = text === '' && (recent.data?.length ?? 0) > 0
  const inView = useSearchParams().get('id')
  const sessions = (useRecent ? (recent.data ?? []).filter(({ id }) => id !== inView) : found).slice(0, shownSessions)
  return (
    <PaletteGroup title={useRecent ? 'Recent sessions' : 'Sessions'}>
      {sessions.map((session) => (
        <SessionItem
          key={session.id}
          session={session}
          found={text}
          onSelect={() => go(`/session?id=${encodeURIComponent(session.id)}`)}
        />
      ))}
    </PaletteGroup>
  )
}

/** Sessions and every action, by typing. */
export function Palette({ onOpenChange, onOpen }: PaletteProps) {
  const router = useRouter()
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const close = () => onOpenChange(false)
  const go = (href: string) => {
    close()
    router.push(href)
  }
  return (
    <Radix.Root open onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <ModalPanel
          aria-describedby={undefined}
          className="fixed inset-x-2 top-2 z-50 overflow-hidden rounded-xl border bg-raised shadow-pop sm:inset-x-auto sm:top-[14vh] sm:left-1/2 sm:w-[600px] sm:-translate-x-1/2"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Command loop label="Search and commands">
            <div className="flex items-center gap-2.5 border-b px-4">
              <Search className="size-4 text-subtle-foreground" aria-hidden />
              <Command.Input
                autoFocus
                value={text}
                onValueChange={setText}
                maxLength={200}
                placeholder="Find a session or do something…"
                className="h-12 flex-1 bg-transparent text-base outline-none"
              />
            </div>
            <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-muted-foreground">
                Nothing of that name.
              </Command.Empty>
              <Sessions text={search} go={go} />
              <PageActions close={close} />
              <Actions close={close} go={go} onOpen={onOpen} />
            </Command.List>
          </Command>
        </ModalPanel>
      </Radix.Portal>
    </Radix.Root>
  )
}
