'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Keyboard, Plus, Search, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { Keys } from '@/components/ui/keys.tsx'
import { Age } from '@/components/ui/time.tsx'
import { ConditionIcon } from '@/features/sessions/condition-icon.tsx'
import { conditionOf } from '@/features/sessions/session-condition.ts'
import { sessionListQuery } from '@/wire/queries.ts'
import { rowsOf } from '@/wire/session-list.ts'
import { destinations } from './navigation.ts'
import { themes } from './theme-menu.tsx'

const item =
  'flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0'
const group =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-subtle-foreground [&_[cmdk-group-heading]]:text-xs'

function SessionItem({ session, onSelect }: { session: SessionSummary; onSelect: () => void }) {
  const condition = conditionOf(session)
  return (
    <Command.Item value={`session ${session.title ?? ''} ${session.id}`} onSelect={onSelect} className={item}>
      <ConditionIcon kind={condition.kind} label={condition.label} />
      <span className="min-w-0 flex-1 truncate">{session.title ?? 'Untitled session'}</span>
      <span className="text-subtle-foreground text-xs">{session.agentId}</span>
      <Age at={session.lastActivityAt} className="w-8 text-right text-subtle-foreground text-xs" />
    </Command.Item>
  )
}

function Action({
  icon,
  keys,
  onSelect,
  children,
}: {
  icon: ReactNode
  keys?: string
  onSelect: () => void
  children: string
}) {
  return (
    <Command.Item value={children} onSelect={onSelect} className={`${item} [&>svg]:text-muted-foreground`}>
      {icon}
      <span className="flex-1">{children}</span>
      {keys && <Keys keys={keys} />}
    </Command.Item>
  )
}

function Actions({
  go,
  onOpen,
}: {
  go: (href: string) => void
  onOpen: (overlay: 'shortcuts' | 'new-session') => void
}) {
  const { setTheme } = useTheme()
  return (
    <>
      <Command.Group heading="Actions" className={group}>
        <Action icon={<Plus aria-hidden />} keys="c" onSelect={() => onOpen('new-session')}>
          New session
        </Action>
        <Action icon={<Keyboard aria-hidden />} keys="?" onSelect={() => onOpen('shortcuts')}>
          Keyboard shortcuts
        </Action>
        {themes.map(({ value, label }) => (
          <Action key={value} icon={<Sun aria-hidden />} onSelect={() => setTheme(value)}>
            {`Appearance: ${label}`}
          </Action>
        ))}
      </Command.Group>
      <Command.Group heading="Go to" className={group}>
        {destinations.map(({ href, label, icon: Icon, keys }) => (
          <Action key={href} icon={<Icon aria-hidden />} keys={keys} onSelect={() => go(href)}>
            {`Go to ${label}`}
          </Action>
        ))}
      </Command.Group>
    </>
  )
}

/** Sessions and every action, by typing. */
export function Palette({
  onOpenChange,
  onOpen,
}: {
  onOpenChange: (open: boolean) => void
  onOpen: (overlay: 'shortcuts' | 'new-session') => void
}) {
  const router = useRouter()
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const sessions = useInfiniteQuery(sessionListQuery(search ? { text: search, archived: true } : {}))
  const go = (href: string) => {
    onOpenChange(false)
    router.push(href)
  }
  return (
    <Radix.Root open onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-2 z-50 overflow-hidden rounded-xl border bg-raised shadow-pop sm:inset-x-auto sm:top-[14vh] sm:left-1/2 sm:w-[600px] sm:-translate-x-1/2"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Command loop label="Search and commands">
            <div className="flex items-center gap-2.5 border-b px-4">
              <Search className="size-4 text-subtle-foreground" aria-hidden />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="Find a session or do something…"
                className="h-12 flex-1 bg-transparent text-base outline-none"
              />
            </div>
            <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-muted-foreground">
                Nothing of that name.
              </Command.Empty>
              <Command.Group heading="Sessions" className={group}>
                {(sessions.data ? rowsOf(sessions.data) : []).slice(0, 8).map((session) => (
                  <SessionItem
                    key={session.id}
                    session={session}
                    onSelect={() => go(`/session?id=${encodeURIComponent(session.id)}`)}
                  />
                ))}
              </Command.Group>
              <Actions go={go} onOpen={onOpen} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
